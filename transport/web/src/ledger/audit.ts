// The audit that an advertiser asks for (§13.8).
import { Failure } from '../errors.js'
import type { Info } from '../session/messages.js'
import type { Checkpoint, Verifier } from './note.js'
import { verifyReceipt, type Entry } from './receipt.js'
import { openVerdict, parseAuditor, type Verdict } from './verdict.js'

/** Audited says which audit a platform must show before a list is compared with its dataset. */
export interface Audited {
  /** How many days ago it may be. */
  withinDays: number
  /** The verifier keys of auditors that are trusted. Without it any auditor will do, whom the platform may have made up. */
  auditors?: readonly string[]
}

/** checkAsked refuses to ask for what no audit can be. */
export function checkAsked({ withinDays, auditors }: Audited): void {
  if (!(withinDays > 0)) throw new Failure('bad_request', 'an audit within a number of days that is not above 0')
  if (auditors?.length === 0) throw new Failure('bad_request', 'an audit by none of no auditors')
  auditors?.forEach(parseAuditor)
}

/** What an info says of its dataset's last audit, and whose dataset it is. */
export type Said = Pick<Info, 'platform' | 'dataset' | 'audit'> & { params: { purpose: string } }

/**
 * verifyAudit verifies what a platform says of the last audit: that its verdict is in the log, is about this dataset,
 * and that the auditor whom it names has signed it. It gives undefined if there was none.
 */
export function verifyAudit(info: Said, log: Verifier): { verdict: Verdict; checkpoint: Checkpoint } | undefined {
  const { audit } = info
  if (!audit) return undefined
  const { entry, checkpoint } = verifyReceipt(audit.receipt, log)
  const { kind, verdict: word, auditor, set, note } = entry.member
  const is = entry.type === 'audit' && kind === audit.kind && word === audit.verdict && auditor === audit.auditor
  if (!is || !sameInstant(entry, audit.time)) {
    throw new Failure('bad_receipt', 'the receipt of the platform’s last audit is of another entry')
  }
  const verdict = openVerdict(note as string, audit.auditor)
  const entered = verdict.kind === kind && verdict.set === set && verdict.passed === (word === 'passed')
  const about = verdict.platform === info.platform && verdict.dataset === info.dataset && verdict.purpose === info.params.purpose
  if (!entered || !about) throw new Failure('bad_audit', 'the platform’s last audit is about something else than this dataset')
  return { verdict, checkpoint }
}

/** The time of an entry has milliseconds; one that is finer is another. */
const sameInstant = (entry: Entry, time: string): boolean =>
  new Date(entry.time).getTime() === new Date(time).getTime() && !/\.\d{3}\d*[1-9]/.test(time)

/** checkVerdict refuses a verdict that is not what was asked for. */
export function checkVerdict(verdict: Verdict, auditor: string, asked: Audited, now: Date): void {
  const age = now.getTime() - verdict.time.getTime()
  const at = verdict.time.toISOString().slice(0, 10)
  if (asked.auditors && !asked.auditors.includes(auditor)) throw notAudited('its last audit is by another auditor')
  if (!verdict.passed) {
    throw notAudited(`the ${verdict.kind} audit of ${at} failed: ${verdict.differ} of ${verdict.groups} groups differ from the platform’s table`)
  }
  if (age < -5 * 60_000) throw notAudited(`its last audit is dated ${at}, which is yet to come`)
  if (age > asked.withinDays * 86_400_000) throw notAudited(`its last audit was on ${at}, longer ago than was asked for`)
}

export const notAudited = (what: string): Failure => new Failure('not_audited', `the platform’s dataset: ${what}`)
