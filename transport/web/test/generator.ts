import { createHash } from 'node:crypto'

/** generator gives numbers below n that follow from a seed: whoever has the seed has the same run. */
export function generator(seed: string): (n: number) => number {
  let block: Buffer = Buffer.alloc(0)
  let at = 0
  let count = 0
  return (n) => {
    if (at + 6 > block.length) {
      block = createHash('sha512').update(`${seed} ${count++}`).digest()
      at = 0
    }
    at += 6
    return block.readUIntBE(at - 6, 6) % n
  }
}
