// R: the tags of a·P (§5.1, §6, §7.3 step 7).
import { concat, hex, join, records, type Bytes } from '../bytes.js'
import type { Work } from '../group/work.js'
import { elementBytes, hashLeaves, leavesOf, setDigest, sortRecords, tagBytes, type Leaf, type Part, type SetInfo } from '../set.js'
import { runs, type Slice } from '../slice.js'
import { sortedRecord, tagOf } from '../tag.js'
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

/** TagSet collects R, leaf by leaf of P. */
export class TagSet {
  /** Of each section the records of each leaf. */
  readonly #sections: Bytes[][]
  readonly #widths: number[]

  constructor(
    private readonly work: Work,
    private readonly key: Bytes,
    private readonly tagKey: Bytes,
    private readonly sorted: boolean,
    parts: readonly Part[],
  ) {
    this.#sections = parts.map(() => [])
    this.#widths = parts.map((part) => part.width)
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
    this.take(wanted, made)
    return made
  }

  /** take takes tags that add made before of the same records; others, by their length, are not taken. */
  take(wanted: Wanted, tags: Bytes): boolean {
    const { width, part } = wanted.leaf
    const groups = wanted.records.reduce((sum, run) => sum + run.end - run.first, 0)
    if (tags.length !== groups * width * tagBytes) return false
    this.#sections[part]!.push(tags)
    return true
  }

  /** finish sorts the sections, in `count`, and gives R, once. What is not needed any more is let go: R may be large. */
  finish(): { sections: Bytes[]; set: SetInfo; bytes: Bytes } {
    const sections = this.#sections.map((leaves, i) => {
      const section = join(leaves.splice(0))
      return this.sorted ? sortRecords(section, this.#widths[i]! * tagBytes) : section
    })
    const parts = sections.map((section, i) => ({ width: this.#widths[i]!, size: section.length / this.#widths[i]! / tagBytes }))
    const bytes = sections.length === 1 ? sections[0]! : join(sections)
    const digest = hex(setDigest(parts, hashLeaves(parts, tagBytes, bytes)))
    return { sections, set: { parts, digest }, bytes }
  }
}
