/** Reject says why a text has no normal form: a code of §4.1. */
export class Reject {
  constructor(readonly code: string) {}
}

export function reject(code: string): never {
  throw new Reject(code)
}
