// What is compared are tokens: texts that say nothing but whether they are equal. Who reads a sheet makes them with a key;
// a test may use the text itself.

export type TokenKind =
  | 'CITIZEN_ID'
  | 'NUMBER'
  | 'NUMBER_BODY'
  | 'NAME'
  | 'CHARACTER'
  | 'SOUND'
  | 'BIRTH_DATE'
  | 'DIGIT'
  | 'SEX'
  | 'BIRTH_CERTIFICATE'
  | 'PERSON'
  | 'CUSTODY'
  | 'STREET'
  | 'COUNTY'

/** The same kind and text give the same token, and no two others do. */
export type Tokeniser = (kind: TokenKind, text: string) => string
