// The script of a worker: point work by libsodium.
import { sodiumRistretto } from '../../src/group/sodium.js'
import { replyTo } from '../../src/group/webworker.js'
import type { Job } from '../../src/group/work.js'

const suites = [sodiumRistretto()]
onmessage = async ({ data }: MessageEvent<Job>) => postMessage(replyTo(data, await Promise.all(suites)))
