// Records that are sorted in runs, and merged: only a small part of them is in memory at a time.
import type { Bytes } from '../bytes.js'
import { sortRecords } from '../set.js'
import type { Scratch } from './scratch.js'

/** How much is merged at a time. */
const together = 1 << 20

/**
 * Runs sorts records of one length. They have to be spread evenly by their first two bytes, as tags are: what of all runs
 * lies between two values of these is merged together.
 */
export class Runs {
  readonly #runs: { at: number; starts: Uint32Array }[] = []
  readonly #shift: number

  /** `total` is how many bytes there will be. */
  constructor(
    private readonly scratch: Scratch,
    private readonly length: number,
    total: number,
  ) {
    let bits = 0
    while (bits < 16 && total / 2 ** bits > together) bits++
    this.#shift = 16 - bits
  }

  /** add sorts a run, and writes it to its place. */
  async add(at: number, bytes: Bytes): Promise<void> {
    const { length } = this
    const sorted = sortRecords(bytes, length)
    const starts = new Uint32Array((65_536 >> this.#shift) + 1)
    for (let i = 0; i < sorted.length; i += length) starts[((sorted[i]! * 256 + sorted[i + 1]!) >> this.#shift) + 1]! += length
    for (let i = 1; i < starts.length; i++) starts[i]! += starts[i - 1]!
    this.#runs.push({ at, starts })
    await this.scratch.write(at, sorted)
  }

  /** merged gives all records in ascending order. */
  async *merged(): AsyncGenerator<Bytes> {
    for (let i = 0; i < 65_536 >> this.#shift; i++) {
      const places = this.#runs.map(({ at, starts }) => ({ at: at + starts[i]!, length: starts[i + 1]! - starts[i]! }))
      const bytes = await this.scratch.read(places.filter(({ length }) => length > 0))
      if (bytes.length > 0) yield sortRecords(bytes, this.length, 16 - this.#shift)
    }
  }
}
