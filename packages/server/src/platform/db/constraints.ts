/**
 * Constraint name → error.
 *
 * The database is the last judge of uniqueness and of references, and the name of the constraint that refused says which rule
 * it was. Each domain registers what its constraints mean to a caller; a violation of one that nobody registered is a bug and
 * surfaces as `internal`, with the constraint's name in the log.
 */
import { AppError } from '@moorage/core/errors';

export type ConstraintErrors = Readonly<Record<string, () => AppError>>;

export interface ConstraintRegistry {
  /** Adds a domain's constraints; a name that is there already is a mistake and throws. */
  register(errors: ConstraintErrors): void;
  /** What a thrown value means: the registered error, or the value itself. */
  translate(error: unknown): unknown;
}

/** Classes 23 (integrity) of SQLSTATE: not-null, foreign key, unique, check, exclusion. */
const integrityViolation = /^23\d{3}$/;

interface PgError {
  readonly code: string;
  readonly constraint: string;
}

function asIntegrityError(error: unknown): PgError | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error) || typeof error.code !== 'string') return undefined;
  if (!integrityViolation.test(error.code)) return undefined;
  const constraint = 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : '';
  return { code: error.code, constraint };
}

/** Makes an empty registry; the database asks it about everything that a transaction throws. */
export function createConstraintRegistry(): ConstraintRegistry {
  const known = new Map<string, () => AppError>();
  return {
    register(errors) {
      for (const [name, make] of Object.entries(errors)) {
        if (known.has(name)) throw new Error(`constraint ${name} is registered twice`);
        known.set(name, make);
      }
    },
    translate(error) {
      const violation = asIntegrityError(error);
      if (violation === undefined) return error;
      const make = known.get(violation.constraint);
      if (make !== undefined) return make();
      const internal = `unregistered constraint ${violation.constraint || '(unnamed)'} (${violation.code})`;
      return new AppError('internal', 'Something went wrong on our side.', { internal, cause: error });
    },
  };
}
