import { readFileSync } from 'node:fs'

/** vectors reads a file of ../../vectors, and only the vectors of a stage if one is given. */
export function vectors(file: string, stage?: string): any[] {
  const url = new URL(`../../../../vectors/${file}.json`, import.meta.url)
  const all = JSON.parse(readFileSync(url, 'utf8')).vectors as any[]
  const some = all.filter((vector) => stage === undefined || vector.stage === stage)
  if (some.length === 0) throw new Error(`no vectors of ${file} ${stage}`)
  return some
}

export const named = (vector: any, i: number): string => `${i} ${vector.name ?? ''}`
