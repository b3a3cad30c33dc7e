/** A value that is there and is shown to nobody. */
export function MaskedValue() {
  return (
    <span className="font-mono text-[13px] text-faint whitespace-nowrap">
      <span aria-hidden="true">••••••••</span>
      <span className="sr-only">hidden</span>
    </span>
  );
}
