// The hashes of a log in the layout of C2SP tlog-tiles, and whether one tree continues another (§13.4).
import { equal, type Bytes } from '../bytes.js'
import { Failure } from '../errors.js'
import { node, rootOf } from '../merkle.js'
import type { Checkpoint } from './note.js'

/** Fetch gets a file of a log; undefined if there is none. */
export type Fetch = (file: string) => Promise<Bytes | undefined>

/** tilePath is the path of a tile of a level, of which it is the n-th, with so many hashes. */
export function tilePath(level: number, n: number, width: number): string {
  let number = String(n % 1000).padStart(3, '0')
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    number = `x${String(rest % 1000).padStart(3, '0')}/${number}`
  }
  return `tile/${level}/${number}${width < 256 ? `.p/${width}` : ''}`
}

/** Tiles computes hashes of subtrees of a log of a size. */
class Tiles {
  readonly #cache = new Map<string, Bytes>()

  constructor(private readonly fetch: Fetch, private readonly size: number) {}

  /** perfect is the hash of the 2^height entries from first on, which is a multiple of that. */
  async perfect(first: number, height: number): Promise<Bytes> {
    const level = Math.floor(height / 8)
    const at = first / 256 ** level
    const tile = await this.#tile(level, Math.floor(at / 256))
    const count = 2 ** (height - 8 * level)
    return rootOf(Array.from({ length: count }, (_, i) => tile.subarray(32 * ((at % 256) + i), 32 * ((at % 256) + i) + 32)))
  }

  async #tile(level: number, n: number): Promise<Bytes> {
    const width = Math.min(256, Math.floor(this.size / 256 ** level) - 256 * n)
    const path = tilePath(level, n, width)
    let tile = this.#cache.get(path)
    if (tile) return tile
    tile = await this.fetch(path)
    if (!tile && width < 256) tile = (await this.fetch(tilePath(level, n, 256)))?.slice(0, 32 * width)
    if (!tile || tile.length !== 32 * width) {
      throw new Failure('bad_log', 'a tile of the log is missing or has another length: nothing is proved')
    }
    this.#cache.set(path, tile)
    return tile
  }

  /** range is the hash of entries first … end − 1 (RFC 6962 §2.1), first being where such a subtree can begin. */
  async range(first: number, end: number): Promise<Bytes> {
    const k = split(end - first)
    if (k === undefined) return this.perfect(first, Math.log2(end - first))
    return node(await this.range(first, first + k), await this.range(first + k, end))
  }

  /** both gives the hashes of entries first … m − 1 and first … end − 1, from the same subtrees. */
  async both(first: number, m: number, end: number): Promise<[Bytes, Bytes]> {
    if (m === end) {
      const hash = await this.range(first, end)
      return [hash, hash]
    }
    const middle = first + (split(end - first) ?? (end - first) / 2)
    if (m <= middle) {
      const [older, left] = await this.both(first, m, middle)
      return [older, node(left, await this.range(middle, end))]
    }
    const left = await this.range(first, middle)
    const [older, right] = await this.both(middle, m, end)
    return [node(left, older), node(left, right)]
  }
}

/** split is the largest power of two below n, or undefined if n is one itself. */
function split(n: number): number | undefined {
  const k = 2 ** Math.floor(Math.log2(n))
  return k === n ? undefined : k
}

/**
 * continues checks that X continues Y: the root of X's first |Y| entries is Y's. Both roots are computed from the same
 * hashes, so that those are checked against X before they say anything about Y. It throws Forked if X does not, and
 * a Failure with bad_log if that can't be told.
 */
export async function continues(x: Checkpoint, y: Checkpoint, fetch: Fetch): Promise<void> {
  if (x.size < y.size) throw new Forked(x, y)
  let older: Bytes
  if (y.size === 0) older = rootOf([])
  else if (x.size === y.size) older = x.root
  else {
    const [first, all] = await new Tiles(fetch, x.size).both(0, y.size, x.size)
    if (!equal(all, x.root)) {
      throw new Failure('bad_log', 'tiles of the log are not of the tree that was signed: nothing is proved')
    }
    older = first
  }
  if (!equal(older, y.root)) throw new Forked(x, y)
}

/** Forked says that a log has signed two histories: the two notes prove it. */
export class Forked extends Failure {
  constructor(readonly x: Checkpoint, readonly y: Checkpoint) {
    super('forked', `the log has signed two histories, of ${x.size} and ${y.size} entries`)
  }
}
