import { createHash, randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { unhex } from '../bytes.js'
import { Failure } from '../errors.js'
import { witness, type Witness } from '../ledger/note.js'
import type { Store } from '../ledger/memory.js'

/** fileStore keeps what is remembered of a log in a folder, for all processes that are given the same one. */
export function fileStore(folder: string, logKey: string): Store & { witness(name: string): Witness } {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const base = join(folder, `ledger-${createHash('sha256').update(logKey).digest('hex').slice(0, 16)}`)
  const kept = {
    load: () => read(`${base}.checkpoint`),
    save: (note: string) => write(`${base}.checkpoint`, note),
  }
  return {
    alone: async (f) => {
      const release = await lock(`${base}.lock`)
      try {
        return await f(kept)
      } finally {
        release()
      }
    },
    forked: ({ x, y }) => write(`${base}.forked-${x.size}-${y.size}`, `${x.note}\n${y.note}`),
    witness: (name) => {
      const seed = read(`${base}.witness`) ?? randomBytes(32).toString('hex')
      write(`${base}.witness`, seed)
      return witness(name, unhex(seed, 32))
    },
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw cause
  }
}

/** write replaces a file in one step, and is on the disk when it returns. */
function write(path: string, text: string): void {
  const temporary = `${path}.${process.pid}`
  const file = openSync(temporary, 'w', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(temporary, path)
}

/** lock waits for a lock file of which no living process is the owner. */
async function lock(path: string): Promise<() => void> {
  for (const end = Date.now() + 60_000; ; ) {
    try {
      const file = openSync(path, 'wx', 0o600)
      writeSync(file, String(process.pid))
      closeSync(file)
      return () => rmSync(path, { force: true })
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
    }
    const owner = Number(read(path))
    if (owner > 0 && !lives(owner)) rmSync(path, { force: true })
    else if (Date.now() > end) throw new Failure('locked', `another process has had ${path} for a minute: remove it if there is none`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM'
  }
}
