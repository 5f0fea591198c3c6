// What processes hold, for the tests of what a tab takes.
import { readFileSync } from 'node:fs'
import type { Chromium } from './chromium.js'

/** Watched is in MB. */
export interface Watched {
  now: () => number
  most: () => number
  /** lap is the most since it was last asked. */
  lap: () => number
  end: () => void
}

/** watch samples what some processes hold together that is no file's. */
function watch(pids: number[]): Watched {
  let most = 0
  let since = 0
  const held = (pid: number): number => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8')
      return ['RssAnon', 'RssShmem'].reduce((sum, name) => sum + Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0), 0) / 1000
    } catch {
      return 0 // it has ended
    }
  }
  const sample = (): number => {
    const now = pids.reduce((sum, pid) => sum + held(pid), 0)
    most = Math.max(most, now)
    since = Math.max(since, now)
    return now
  }
  const timer = setInterval(sample, 100)
  const lap = (): number => {
    sample()
    const of = since
    since = 0
    return of
  }
  return { now: sample, most: () => most, lap, end: () => clearInterval(timer) }
}

/** watchTabs watches all renderers: a page of another site gets another process, and of all of them only its has much. */
export async function watchTabs(chromium: Chromium): Promise<Watched> {
  await chromium.page('Network.disable') // which keeps up to 100 MB of what was fetched
  const { processInfo } = await chromium.send('SystemInfo.getProcessInfo')
  return watch(processInfo.filter((one: { type: string }) => one.type === 'renderer').map((one: { id: number }) => one.id))
}
