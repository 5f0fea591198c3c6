import { getCountries, getCountryCallingCode } from 'libphonenumber-js/max'

/** countryCodes are the country codes of libphonenumber's metadata, with those of no country. */
export const countryCodes: ReadonlySet<string> = new Set([
  ...getCountries().map((country) => getCountryCallingCode(country)),
  ...['800', '808', '870', '878', '881', '882', '883', '888', '979'],
])
