// The texts that the cells of a workbook share.
import { TableError } from './fault.js'

/** What all of them may take in memory: a tab has little of it. */
const most = 256 << 20
const block = 4 << 20

/** Texts keeps texts by number, packed: as strings they would take some times as much. */
export class Texts {
  readonly #blocks: Uint8Array[] = []
  /** Of each block the number of its first text. */
  readonly #firsts: number[] = []
  #ends = new Uint32Array(1024)
  #count = 0
  #used = 0
  readonly #encoder = new TextEncoder()
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })

  add(text: string): void {
    if (this.#blocks.length === 0 || this.#used + 3 * text.length > block) this.#open(3 * text.length)
    this.#used += this.#encoder.encodeInto(text, this.#blocks.at(-1)!.subarray(this.#used)).written
    if (this.#count === this.#ends.length) {
      const more = new Uint32Array(2 * this.#count)
      more.set(this.#ends)
      this.#ends = more
    }
    this.#ends[this.#count++] = this.#used
    if (this.#blocks.length * block + 4 * this.#ends.length > most) {
      throw new TableError('too_much_text', `the workbook holds more than ${most >> 20} MiB of text: save the sheet as CSV UTF-8`)
    }
  }

  #open(least: number): void {
    this.#blocks.push(new Uint8Array(Math.max(block, least)))
    this.#firsts.push(this.#count)
    this.#used = 0
  }

  /** at is a text; there is none behind the last. */
  at(i: number): string | undefined {
    if (!Number.isInteger(i) || i < 0 || i >= this.#count) return undefined
    let low = 0
    for (let high = this.#firsts.length; high - low > 1; ) {
      const middle = (low + high) >> 1
      if (this.#firsts[middle]! <= i) low = middle
      else high = middle
    }
    const start = this.#firsts[low] === i ? 0 : this.#ends[i - 1]!
    return this.#decoder.decode(this.#blocks[low]!.subarray(start, this.#ends[i]!))
  }
}
