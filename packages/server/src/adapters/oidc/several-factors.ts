/** Values of `acr` that mean more than one factor, as providers agree on them (OpenID EAP, REFEDS, PAPE). */
const strong = new Set([
  'phr',
  'phrh',
  'https://refeds.org/profile/mfa',
  'http://schemas.openid.net/pape/policies/2007/06/multi-factor',
]);

/** Whether an id token says that its subject proved himself by several factors: `mfa` of RFC 8176, or one of those levels. */
export function saysSeveralFactors({ amr, acr }: Readonly<Record<string, unknown>>): boolean {
  return (Array.isArray(amr) && amr.includes('mfa')) || (typeof acr === 'string' && strong.has(acr));
}
