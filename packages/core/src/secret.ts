/**
 * A value that must not be printed.
 *
 * Logging, JSON, string concatenation and `util.inspect` all give `***`; only {@link Secret.reveal} gives the value, so
 * every place that reads a secret can be found by its name.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Call it as late as possible and never keep the result. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '***';
  }

  toJSON(): string {
    return '***';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '***';
  }
}
