// R: the tags of a·P (§5.1, §6, §7.3 step 7).
import { concat, hex, join, records, type Bytes } from '../bytes.js'
import type { Work } from '../group/work.js'
import { elementBytes, leafHash, leavesOf, setDigest, tagBytes, type Leaf, type Part, type SetInfo } from '../set.js'
import { runs, type Slice } from '../slice.js'
import { sortedRecord, tagOf } from '../tag.js'
import { Runs } from './runs.js'
import { cut, inMemory, type Room, type Scratch } from './scratch.js'
import type { Progress } from './steps.js'

/** Wanted is a leaf of P and which of its records are in the slice. */
export interface Wanted {
  index: number
  leaf: Leaf
  records: { first: number; end: number }[]
}

/** wantedLeaves are the leaves of P that a slice touches, in order. */
export function wantedLeaves(parts: readonly Part[], slice: Slice): Wanted[] {
  return leavesOf(parts, elementBytes).flatMap((leaf, index) => {
    const inSlice = runs(slice, parts[leaf.part]!.size)
      .map((run) => ({ first: Math.max(0, run.first - leaf.first), end: Math.min(leaf.count, run.end - leaf.first) }))
      .filter((run) => run.first < run.end)
    return inSlice.length > 0 ? [{ index, leaf, records: inSlice }] : []
  })
}

/** How much is read at a time where nothing is sorted. */
const block = 1 << 20

/** TagSet collects R, leaf by leaf of P, in a room of its own: R may be large. */
export class TagSet {
  /** Where the tags of each leaf belong, by its number, and the end of each section. */
  readonly #places = new Map<number, number>()
  readonly #ends: number[] = []
  readonly parts: { width: number; size: number }[]
  #scratch?: Promise<{ scratch: Scratch; runs: Runs[] }>

  constructor(
    private readonly work: Work,
    private readonly key: Bytes,
    private readonly tagKey: Bytes,
    private readonly sorted: boolean,
    parts: readonly Part[],
    wanted: readonly Wanted[],
    private readonly room: Room = inMemory,
  ) {
    const sizes = parts.map(() => 0)
    for (const one of wanted) sizes[one.leaf.part]! += groupsOf(one)
    this.parts = parts.map(({ width }, i) => ({ width, size: sizes[i]! }))
    let end = 0
    parts.forEach(({ width }, i) => {
      for (const one of wanted) {
        if (one.leaf.part !== i) continue
        this.#places.set(one.index, end)
        end += groupsOf(one) * width * tagBytes
      }
      this.#ends.push(end)
    })
  }

  /** length is how many bytes R has. */
  get length(): number {
    return this.#ends.at(-1) ?? 0
  }

  /** add makes the tags of the wanted records of a leaf of P, which was checked against the digest, and takes them. */
  async add(wanted: Wanted, leaf: Bytes, progress?: Progress): Promise<Bytes> {
    const { width } = wanted.leaf
    const length = width * elementBytes
    const elements = concat(...wanted.records.map((run) => leaf.subarray(run.first * length, run.end * length)))
    const remasked = await this.work.multiply(this.key, elements, progress)
    const groups = records(remasked, length).map((group) => {
      const tags = records(group, elementBytes).map((element) => tagOf(this.tagKey, element))
      return this.sorted ? sortedRecord(tags) : concat(...tags)
    })
    const made = join(groups)
    await this.take(wanted, made)
    return made
  }

  /** take takes tags that add made before of the same records; others, by their length, are not taken. */
  async take(wanted: Wanted, tags: Bytes): Promise<boolean> {
    const { width, part } = wanted.leaf
    if (tags.length !== groupsOf(wanted) * width * tagBytes) return false
    const at = this.#places.get(wanted.index)!
    const { scratch, runs } = await this.#open()
    if (this.sorted) await runs[part]!.add(at, tags)
    else await scratch.write(at, tags)
    return true
  }

  /** finish gives what is said of R, once all of it is there. */
  async finish(): Promise<SetInfo> {
    const hashes: Bytes[] = []
    const leaves = leavesOf(this.parts, tagBytes).map(({ length }) => length)
    for await (const leaf of cut(this.pieces(), leaves)) hashes.push(leafHash(leaf))
    return { parts: this.parts, digest: hex(setDigest(this.parts, hashes)) }
  }

  /** pieces are R: in `count` each section is sorted. They can be asked for again. */
  async *pieces(): AsyncGenerator<Bytes> {
    const { scratch, runs } = await this.#open()
    if (this.sorted) {
      for (const section of runs) yield* section.merged()
      return
    }
    for (let at = 0; at < this.length; at += block) yield scratch.read([{ at, length: Math.min(block, this.length - at) }])
  }

  /** close gives the room back. */
  async close(): Promise<void> {
    const opened = this.#scratch
    if (opened) await opened.then(({ scratch }) => scratch.close())
  }

  #open(): Promise<{ scratch: Scratch; runs: Runs[] }> {
    this.#scratch ??= this.room(this.length).then((scratch) => {
      const total = (i: number): number => this.#ends[i]! - (this.#ends[i - 1] ?? 0)
      return { scratch, runs: this.parts.map(({ width }, i) => new Runs(scratch, width * tagBytes, total(i))) }
    })
    return this.#scratch
  }
}

/** groupsOf is how many records of a leaf are wanted. */
const groupsOf = (wanted: Wanted): number => wanted.records.reduce((sum, run) => sum + run.end - run.first, 0)
