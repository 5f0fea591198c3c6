// An auditor's verdict: a signed note, with a line for each field (§13.8).
import { isEnd } from '../context.js'
import { Failure } from '../errors.js'
import { parseVerifier, verifyNote, type Verifier } from './note.js'

export interface Verdict {
  kind: 'spot' | 'full'
  /** The digest of the set P that was audited. */
  set: string
  passed: boolean
  platform: string
  dataset: string
  purpose: string
  /** How many groups were examined, and how many of them are not what the platform's table says. */
  groups: bigint
  differ: bigint
  time: Date
  /** Of a spot audit: what picked the groups, in hexadecimal, and what that is, in words. */
  beacon: { value: string; source: string } | undefined
  /** Persons that it accounts for by entries of the ledger. */
  erased: bigint
}

const number = '(0|[1-9]\\d*)'
const form = new RegExp(
  '^Blindmatch-V1 audit\\n(spot|full)\\n([0-9a-f]{64})\\n(passed|failed)\\nplatform ([^\\n]*)\\ndataset ([^\\n]*)\\npurpose ([^\\n]*)\\n' +
  `groups ${number}\\ndiffer ${number}\\ntime ([^\\n]*)\\n(?:beacon ((?:[0-9a-f]{2}){16,64}) ([^\\n]+)\\n)?erased ${number}\\n$`,
)

/** parseVerdict reads the text of a verdict. */
export function parseVerdict(text: string): Verdict {
  const match = form.exec(text)
  if (!match) throw bad('is not a verdict')
  const [, kind, set, word, platform, dataset, purpose, groups, differ, time, value, source, erased] = match
  const numbers = [groups!, differ!, erased!].map(BigInt)
  const spot = kind === 'spot'
  const passed = word === 'passed'
  if (numbers.some((n) => n >= 1n << 64n) || !isEnd(time!) || spot !== (value !== undefined)) throw bad('is not a verdict')
  if (passed && numbers[1]! > 0n) throw bad('says that the set passed, and that it differs')
  return {
    kind: spot ? 'spot' : 'full', set: set!, passed, platform: platform!, dataset: dataset!, purpose: purpose!,
    groups: numbers[0]!, differ: numbers[1]!, time: new Date(time!),
    beacon: spot ? { value: value!, source: source! } : undefined, erased: numbers[2]!,
  }
}

/** openVerdict reads a signed verdict, and verifies that it is of the auditor with a verifier key. */
export function openVerdict(note: string, auditor: string): Verdict {
  let text
  try {
    text = verifyNote(note, parseAuditor(auditor))
  } catch (cause) {
    throw bad(`can’t be verified: ${(cause as Error).message}`)
  }
  return parseVerdict(text)
}

/** parseAuditor reads an auditor's verifier key, which is not one of a witness. */
export function parseAuditor(text: string): Verifier {
  const verifier = parseVerifier(text)
  if (verifier.algorithm !== 1) throw new Failure('bad_key', 'an auditor’s verifier key is one of a witness')
  return verifier
}

const bad = (what: string): Failure => new Failure('bad_audit', `the note of the platform’s last audit ${what}`)
