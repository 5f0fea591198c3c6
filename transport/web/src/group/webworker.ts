// Workers of a browser, on both sides of the message.
import type { Bytes } from '../bytes.js'
import { Failure } from '../errors.js'
import { suiteNamed, type Suite } from './suite.js'
import { does, type Helper, type Job } from './work.js'

type Reply = { done: Bytes } | { code: string; message: string }

/** replyTo does a job in a worker. Failures are told as text: an Error loses its code in a message. */
export function replyTo(job: Job, suites: readonly Suite[]): Reply {
  try {
    return { done: does(suites.find((suite) => suite.name === job.suite) ?? suiteNamed(job.suite), job) }
  } catch (cause) {
    if (cause instanceof Failure) return { code: cause.code, message: cause.message }
    return { code: 'bad_worker', message: 'a worker failed' }
  }
}

/** readReply is the other end of replyTo. */
export function readReply(reply: Reply): Bytes {
  if ('done' in reply) return reply.done
  throw new Failure(reply.code, reply.message)
}

/** webWorker has a Worker do jobs, one at a time. Its script answers each message with replyTo. */
export function webWorker(worker: Worker): Helper {
  let last: Promise<unknown> = Promise.resolve()
  const one: Helper = (job) =>
    new Promise((resolve, reject) => {
      worker.onerror = () => reject(new Failure('bad_worker', 'a worker could not be started, or broke'))
      worker.onmessage = ({ data }: MessageEvent<Reply>) => {
        try {
          resolve(readReply(data))
        } catch (cause) {
          reject(cause as Error)
        }
      }
      worker.postMessage(job, [job.items.buffer, job.key.buffer])
    })
  return (job) => {
    const next = last.then(() => one(job))
    last = next.catch(() => undefined)
    return next
  }
}
