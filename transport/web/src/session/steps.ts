/** Progress is told how much of a long computation is done. */
export type Progress = (done: number, total: number) => void

/** steps runs f for 0 … n − 1, and lets other work of this thread run in between. */
export async function steps(n: number, progress: Progress | undefined, f: (i: number) => void): Promise<void> {
  let since = Date.now()
  for (let i = 0; i < n; i++) {
    f(i)
    if ((i & 15) === 15 && Date.now() - since > 50) {
      progress?.(i + 1, n)
      await new Promise((resolve) => setTimeout(resolve))
      since = Date.now()
    }
  }
  progress?.(n, n)
}
