import { expand } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { ascii, compare, concat, type Bytes } from './bytes.js'
import { tagBytes } from './set.js'

/** tagKey is the key of a session's tags (§6). */
export const tagKey = (contextDigest: Bytes): Bytes => expand(sha256, contextDigest, ascii('Blindmatch-V1 tag'), 16)

/** tagOf is the tag of a remasked element. */
export const tagOf = (key: Bytes, element: Bytes): Bytes => sha256(concat(key, element)).slice(0, tagBytes)

/** sortedRecord is a group's record in mode `count`: its tags, ascending. */
export const sortedRecord = (tags: readonly Bytes[]): Bytes => concat(...[...tags].sort(compare))
