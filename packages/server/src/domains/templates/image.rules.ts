/** References to container images: `[host[:port]/]path[:tag][@digest]`. */

const component = '[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*';
const hostLabel = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const host = `${hostLabel}(?:\\.${hostLabel})*(?::\\d{1,5})?`;
const reference = new RegExp(
  `^(?:${host}/)?${component}(?:/${component})*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[a-f0-9]{64})?$`,
);

/** Long enough for every registry, short enough that the pattern is never slow. */
const longest = 255;

export function isImageReference(text: string): boolean {
  return text.length <= longest && reference.test(text);
}
