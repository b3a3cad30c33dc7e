// What the scripts say while they prepare things.

/** A problem whose text is all that a person needs; a stack would only hide it. */
export class Problem extends Error {}

export function printProblem(error) {
  console.error(error instanceof Problem ? `\n${error.message}` : error);
}

/** Runs one visible step: a line when it begins, one when it ends, and a sign of life every ten seconds between them. */
export async function step(title, work) {
  const beganAt = performance.now();
  const seconds = () => ((performance.now() - beganAt) / 1000).toFixed(1);
  console.log(`• ${title}`);
  const alive = setInterval(() => console.log(`  … ${Math.round(Number(seconds()))} s`), 10_000);
  try {
    const result = await work();
    console.log(`  done in ${seconds()} s`);
    return result;
  } finally {
    clearInterval(alive);
  }
}
