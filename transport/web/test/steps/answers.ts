// What a platform answers: infos, what they say of audits, statuses, and results.
import assert from 'node:assert/strict'
import { hex } from '../../src/bytes.js'
import { checkContext, contextDigest } from '../../src/context.js'
import { checkVerdict, notAudited, verifyAudit } from '../../src/ledger/audit.js'
import { parseVerifier } from '../../src/ledger/note.js'
import { parseJSON } from '../../src/session/json.js'
import { checkInfo } from '../../src/session/info.js'
import { audit as readAudit, readInfo, readResult, readStatus } from '../../src/session/messages.js'
import { checkResult } from '../../src/session/result.js'
import { StatusCheck } from '../../src/session/status.js'
import { outcome } from './outcome.js'

/** Of a session that has no other time than that of the vectors. */
const now = (): Date => new Date('2026-01-02T01:00:00Z')

export function resultOutcome(v: any): string {
  const contextHex = hex(contextDigest(v.context))
  const { context, session, floor, exact, sizes } = v
  // What is malformed as a message is refused by the reader, before there is a result to check.
  return outcome(() => checkResult(readResult(v.body), { context, contextDigest: contextHex, session, floor, exact, sizes }), { bad_message: 'bad_result' })
}

export function result(v: any): void {
  checkContext(v.context)
  assert.equal(v.sizes.length, v.context.segments)
  assert.equal(resultOutcome(v), v.outcome)
}

export function statusOutcome(v: any): string {
  const check = new StatusCheck({ slice: '1', leastGroups: 1000, now })
  const bodies = [...v.bodies]
  const last = bodies.pop()
  for (const body of bodies) check.check(readStatus(body))
  return outcome(() => check.check(readStatus(last)), { bad_message: 'bad_status' })
}

export function status(v: any): void {
  assert.equal(statusOutcome(v), v.outcome)
}

export function auditOutcome(v: any): string {
  const log = parseVerifier(v.log_key)
  const asked = { withinDays: v.within_days, ...(v.auditor && { auditors: [v.auditor] }) }
  const { platform, dataset, purpose, body } = v
  return outcome(() => {
    const audit = body === undefined ? undefined : readAudit(parseJSON(body), 'audit')
    const last = verifyAudit({ platform, dataset, params: { purpose }, audit }, log)
    if (!last) throw notAudited('never')
    checkVerdict(last.verdict, audit!.auditor, asked, now())
  }, { bad_message: 'bad_audit', bad_receipt: 'bad_audit' })
}

export function audit(v: any): void {
  assert.equal(auditOutcome(v), v.outcome)
}

export function infoOutcome(v: any): string {
  const { platform, advertiser, dataset, purpose, mode, types } = v
  const asked = { platform, advertiser, dataset, purpose, mode, types, leastGroups: 1000, now: now() }
  const refused = Object.fromEntries(['bad_message', 'mismatch', 'mode_off', 'dataset_too_small'].map((code) => [code, 'bad_info']))
  return outcome(() => checkInfo(readInfo(v.body), asked), refused)
}

export function info(v: any): void {
  assert.ok(['count', 'activate', 'blinded'].includes(v.mode) && v.types.length > 0)
  assert.equal(infoOutcome(v), v.outcome)
}
