import { readdirSync, readFileSync } from 'node:fs'

export const folder = new URL('../../../../vectors/', import.meta.url)

const read = (name: string): any => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))

/** File is a file of vectors; its step says how to read them. */
export interface File {
  name: string
  step: string
  vectors: any[]
}

/** files reads all files of ../../vectors. */
export const files = (): File[] => readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => ({ name, ...read(name) }))

/** vectors are those of one file. */
export const vectors = (file: string): any[] => read(`${file}.json`).vectors

export const named = (vector: any, i: number): string => `${i} ${vector.name ?? ''}`
