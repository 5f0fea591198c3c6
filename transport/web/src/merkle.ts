// Merkle trees of RFC 6962 §2.1, over the hashes of their leaves.
import { sha256 } from '@noble/hashes/sha2.js'
import { concat, type Bytes } from './bytes.js'

export const node = (left: Bytes, right: Bytes): Bytes => sha256(concat(Uint8Array.of(1), left, right))

/** split is the largest power of two below n. */
function split(n: number): number {
  let k = 1
  while (2 * k < n) k *= 2
  return k
}

/** rootOf is the Merkle tree hash; of nothing it is the SHA-256 of nothing. */
export function rootOf(hashes: readonly Bytes[]): Bytes {
  if (hashes.length === 0) return sha256(new Uint8Array())
  if (hashes.length === 1) return hashes[0]!
  const k = split(hashes.length)
  return node(rootOf(hashes.slice(0, k)), rootOf(hashes.slice(k)))
}

/** pathOf is the audit path of a leaf, from bottom to top (§2.1.1). */
export function pathOf(hashes: readonly Bytes[], leaf: number): Bytes[] {
  if (hashes.length === 1) return []
  const k = split(hashes.length)
  return leaf < k
    ? [...pathOf(hashes.slice(0, k), leaf), rootOf(hashes.slice(k))]
    : [...pathOf(hashes.slice(k), leaf - k), rootOf(hashes.slice(0, k))]
}

/** rootFrom computes the root of a tree of a size from a leaf and its path; undefined if the path has another length. */
export function rootFrom(leaf: Bytes, index: number, size: number, path: readonly Bytes[]): Bytes | undefined {
  if (index < 0 || index >= size) return undefined
  if (size === 1) return path.length === 0 ? leaf : undefined
  const k = split(size)
  const sibling = path[path.length - 1]
  if (!sibling) return undefined
  const below = path.slice(0, -1)
  if (index < k) {
    const left = rootFrom(leaf, index, k, below)
    return left && node(left, sibling)
  }
  const right = rootFrom(leaf, index - k, size - k, below)
  return right && node(sibling, right)
}
