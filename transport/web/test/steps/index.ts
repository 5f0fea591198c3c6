// The check of a vector, by the step of its file.
import * as answers from './answers.js'
import * as crypto from './crypto.js'
import { identifier } from './identifier.js'
import { log } from './ledger.js'
import { malformed } from './malformed.js'
import * as numbers from './numbers.js'
import { epoch, session } from './sessions.js'
import { set } from './sets.js'

export const checks: Record<string, (v: any) => void | Promise<void>> = {
  identifier,
  hash: crypto.hash, mask: crypto.mask, remask: crypto.remask, context: crypto.context, commitment: crypto.commit, tag: crypto.tag,
  index_tag: crypto.indexTag,
  set, epoch, count: session('count'), activate: session('activate'), blinded: session('blinded'),
  charge: numbers.charge, bound: numbers.bound, precision: numbers.precision, padding: numbers.padding, release: numbers.release, layout: numbers.layout,
  log, malformed, result: answers.result, info: answers.info, status: answers.status, audit: answers.audit,
}
