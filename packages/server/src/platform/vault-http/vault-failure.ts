/** Why a Vault server could not be used. Whoever asked says to his caller what of it is that one's business. */
export class VaultFailure extends Error {
  /** `unreachable` may be over soon; `refused` needs somebody to do the next step. */
  readonly kind: 'unreachable' | 'refused';
  readonly nextStep: string;

  constructor(kind: VaultFailure['kind'], message: string, options: { readonly nextStep: string; readonly cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'VaultFailure';
    this.kind = kind;
    this.nextStep = options.nextStep;
  }
}
