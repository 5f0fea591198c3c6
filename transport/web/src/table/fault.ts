/** TableError says why a file can't be read, and never quotes it. The code is for programs, and for other languages. */
export class TableError extends RangeError {
  constructor(
    readonly code: string,
    message: string,
    /** Where, if it is known: a line, or the row of a sheet. */
    readonly line?: number,
  ) {
    super(message)
    this.name = 'TableError'
  }
}

/** A row, a line or a text has at most so many characters. */
export const mostRow = 1 << 20

export const tooLong = (line?: number): TableError =>
  new TableError('row_too_long', `longer than ${mostRow} characters; is this the right file?`, line)
