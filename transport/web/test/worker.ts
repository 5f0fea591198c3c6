// A worker of the pool, in Node.
import { parentPort } from 'node:worker_threads'
import { replyTo, sodiumRistretto, type Job } from '../src/index.js'

const suites = [await sodiumRistretto()]
parentPort!.on('message', (job: Job) => parentPort!.postMessage(replyTo(job, suites)))
