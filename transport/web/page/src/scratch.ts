// The script of the worker that has a file for tags. It can't connect anywhere.
import { gather } from '../../src/session/scratch.js'
import type { Ask, Reply } from './spill.js'

/** Access is what workers alone have. */
interface Access {
  read(into: Uint8Array, options: { at: number }): number
  write(from: Uint8Array, options: { at: number }): number
  truncate(bytes: number): void
  close(): void
}

let access: Access

async function open({ folder, name, size }: Extract<Ask, { what: 'open' }>): Promise<void> {
  const all = await (await navigator.storage.getDirectory()).getDirectoryHandle(folder, { create: true })
  const handle = await all.getFileHandle(name, { create: true })
  access = await (handle as unknown as { createSyncAccessHandle(): Promise<Access> }).createSyncAccessHandle()
  access.truncate(size) // fails at once if there is no room
}

async function does(ask: Ask): Promise<void> {
  if (ask.what === 'open') return open(ask)
  if (ask.what === 'close') return access.close()
  if (ask.what === 'write') {
    if (access.write(ask.bytes, { at: ask.at }) !== ask.bytes.length) throw new Error('no room')
    return
  }
  gather(ask.places, ask.bytes, (at, to) => {
    if (access.read(to, { at }) !== to.length) throw new Error('the file is too short')
  })
}

const tell = (reply: Reply, give: Transferable[] = []): void => postMessage(reply, { transfer: give })

onmessage = async ({ data }: MessageEvent<Ask>) => {
  try {
    await does(data)
    const bytes = 'bytes' in data ? data.bytes : undefined
    tell({ bytes }, bytes ? [bytes.buffer] : [])
  } catch {
    tell({ failed: true })
  }
}
