/** phoneMetadata names the numbering plans by which this package judges phone numbers, for the platform's record. */
export const phoneMetadata = 'libphonenumber-js/1.13.16'
