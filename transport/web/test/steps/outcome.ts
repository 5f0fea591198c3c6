import { Failure } from '../../src/errors.js'

/** outcome is `ok`, or the code with which f fails, or another one that says the same. */
export function outcome(f: () => unknown, as: Record<string, string> = {}): string {
  try {
    f()
    return 'ok'
  } catch (cause) {
    if (cause instanceof Failure) return as[cause.code] ?? cause.code
    throw cause
  }
}
