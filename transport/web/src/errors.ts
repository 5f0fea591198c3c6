/** What ends a run with status 3 (§9): trying the same again now is pointless. */
const refusals = new Set([
  'mode_off', 'purpose_refused', 'dataset_too_small', 'list_too_small', 'list_too_large', 'too_many_sessions',
  'budget_exhausted', 'too_soon', 'struck', 'unknown_audience', 'audience_exists', 'not_audited',
])

/** Failure is a failure of §9, of the platform's or found here. Its message holds no identifier, key or element. */
export class Failure extends Error {
  /** The code of §9, or a local one: bad_key, bad_context, bad_status, bad_result, bad_info, bad_receipt, bad_audit, not_audited and others. */
  readonly code: string
  /** Whether this side found it, rather than the platform. */
  readonly local: boolean
  /** Seconds after which the platform says to come back. */
  retryAfter?: number

  constructor(code: string, message: string, local = true) {
    super(message)
    this.name = 'Failure'
    this.code = code
    this.local = local
  }

  get refused(): boolean {
    return refusals.has(this.code)
  }
}

/** attempt gives whatever fails within f the code. */
export function attempt<T>(code: string, f: () => T): T {
  try {
    return f()
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw new Failure(code, cause instanceof Error ? cause.message : String(cause))
  }
}
