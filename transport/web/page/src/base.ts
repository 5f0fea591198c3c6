/** Where the page's files are, and the platform's API beside them. */
export const base = new URL('.', import.meta.url)
