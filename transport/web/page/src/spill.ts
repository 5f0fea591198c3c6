// Tags of a large set are kept in a file of the browser's (OPFS) until they are sent, and not in the tab's memory. They
// are what the platform gets anyway; of the list there is nothing in it.
import { Failure } from '../../src/errors.js'
import { inMemory, type Place, type Room, type Scratch } from '../../src/session/scratch.js'
import { base } from './base.js'

/** What the worker that has the file is asked: first which file it is. Bytes go to it and come back, to be used again. */
export type Ask =
  | { what: 'open'; folder: string; name: string; size: number }
  | { what: 'write'; at: number; bytes: Uint8Array }
  | { what: 'read'; places: readonly Place[]; bytes: Uint8Array }
  | { what: 'close' }
export type Reply = { bytes: Uint8Array | undefined } | { failed: true }

const folder = 'blindmatch'

/** Fewer bytes stay in memory. */
const least = 262_144

/** room is in a file if the browser has a place for it. */
export const room: Room = async (bytes) => {
  const file = bytes < least ? undefined : await inFile(bytes).catch(() => undefined)
  return file ?? inMemory(bytes)
}

async function inFile(size: number): Promise<Scratch | undefined> {
  if (!('getDirectory' in (navigator.storage ?? {}))) return undefined
  const worker = new Worker(new URL('scratch.js', base), { type: 'module' })
  const name = crypto.randomUUID()
  let spare = new ArrayBuffer(0)
  const bytesFor = (length: number): Uint8Array => new Uint8Array(spare.byteLength < length ? new ArrayBuffer(length) : spare, 0, length)
  const call = async (ask: Ask): Promise<Uint8Array | undefined> => {
    const { bytes } = await asked(worker, ask)
    if (bytes) spare = bytes.buffer as ArrayBuffer
    return bytes
  }
  const close = async (): Promise<void> => {
    await call({ what: 'close' }).catch(() => undefined)
    worker.terminate()
    await remove(name)
  }
  try {
    await call({ what: 'open', folder, name, size })
  } catch (cause) {
    await close()
    throw cause
  }
  return {
    close,
    write: async (at, piece) => {
      const bytes = bytesFor(piece.length)
      bytes.set(piece)
      await call({ what: 'write', at, bytes })
    },
    read: async (places) => (await call({ what: 'read', places, bytes: bytesFor(places.reduce((sum, { length }) => sum + length, 0)) }))!,
  }
}

const asked = (worker: Worker, ask: Ask): Promise<{ bytes: Uint8Array | undefined }> =>
  new Promise((resolve, reject) => {
    const broken = (): void => reject(new Failure('bad_worker', 'the browser’s file of tags can’t be used'))
    worker.onerror = broken
    worker.onmessage = ({ data }: MessageEvent<Reply>) => ('failed' in data ? broken() : resolve(data))
    worker.postMessage(ask, 'bytes' in ask ? [ask.bytes.buffer] : [])
  })

async function remove(name: string): Promise<void> {
  try {
    await (await (await navigator.storage.getDirectory()).getDirectoryHandle(folder)).removeEntry(name)
  } catch {
    // It is not there, or in use; what is left is swept when the page is opened.
  }
}

/** sweep removes files of pages that were left. One that is in use can't be removed. */
export async function sweep(): Promise<void> {
  try {
    const all = await (await navigator.storage.getDirectory()).getDirectoryHandle(folder)
    const names: string[] = []
    for await (const name of (all as unknown as { keys(): AsyncIterable<string> }).keys()) names.push(name)
    await Promise.all(names.map(remove))
  } catch {
    // There is no folder, or no such storage.
  }
}
