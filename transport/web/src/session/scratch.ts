// Room for bytes that are read later: a memory, unless who runs a session has another.
import type { Bytes } from '../bytes.js'

export interface Place {
  at: number
  length: number
}

export interface Scratch {
  write(at: number, bytes: Bytes): Promise<void>
  /** read gives the bytes of some places, joined. They may be used again at the next call. */
  read(places: readonly Place[]): Promise<Bytes>
  /** close removes what was written. */
  close(): Promise<void>
}

/** Room gives room for so many bytes. */
export type Room = (bytes: number) => Promise<Scratch>

/** gather has each place copied to where it belongs in `out`. */
export function gather(places: readonly Place[], out: Bytes, copy: (at: number, to: Bytes) => void): Bytes {
  let end = 0
  for (const { at, length } of places) copy(at, out.subarray(end, (end += length)))
  return out
}

export const inMemory: Room = async (bytes) => {
  let all = new Uint8Array(bytes)
  return {
    write: async (at, piece) => all.set(piece, at),
    read: async (places) => {
      const out = new Uint8Array(places.reduce((sum, { length }) => sum + length, 0))
      return gather(places, out, (at, to) => to.set(all.subarray(at, at + to.length)))
    },
    close: async () => void (all = new Uint8Array(0)),
  }
}

/** cut gives the bytes of pieces in pieces of other lengths, which have the same sum. */
export async function* cut(pieces: AsyncIterable<Bytes> | Iterable<Bytes>, lengths: Iterable<number>): AsyncGenerator<Bytes> {
  const wanted = lengths[Symbol.iterator]()
  let next = wanted.next()
  let out = new Uint8Array(next.value ?? 0)
  let end = 0
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length && !next.done; ) {
      const part = piece.subarray(at, at + out.length - end)
      out.set(part, end)
      at += part.length
      end += part.length
      if (end < out.length) continue
      yield out
      next = wanted.next()
      out = new Uint8Array(next.value ?? 0)
      end = 0
    }
  }
}
