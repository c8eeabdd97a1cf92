// The scalars of the schema. MaskedString marks text that a mask may have shortened: it is an output-only type, so that
// it can be neither filtered nor sorted nor joined by (domain 5.4).
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql'
import { isDay } from '../clock.ts'
import type { Hint } from '../errors.ts'

function textScalar(
  name: string,
  description: string,
  accepts: (text: string) => boolean,
  hint?: Hint,
): GraphQLScalarType {
  const read = (value: unknown): string => {
    if (typeof value === 'string' && accepts(value)) return value
    // The value itself never stands in a message: it may be a child's identifier.
    throw new GraphQLError(`${name} expects ${description}`, { extensions: { hint } })
  }
  return new GraphQLScalarType({
    name,
    description,
    serialize: (value) => value,
    parseValue: read,
    parseLiteral: (node: ValueNode) => read(node.kind === Kind.STRING ? node.value : undefined),
  })
}

const never = (): boolean => false
const INSTANT = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?Z$/
const isInstant = (text: string): boolean => INSTANT.test(text) && isDay(text.slice(0, 10))

export const DayScalar = textScalar('Date', 'a calendar day as YYYY-MM-DD', isDay, 'NOT_A_DAY')
export const InstantScalar = textScalar('Instant', 'an RFC 3339 instant in UTC', isInstant, 'MOMENT_NOT_UTC')
export const MaskedString = textScalar('MaskedString', 'text that a mask may have shortened; output only', never)
export const DivisionCode = textScalar(
  'DivisionCode',
  'a division code of 6, 9 or 12 digits',
  (text) => /^(\d{6}|\d{9}|\d{12})$/.test(text),
  'DIVISION_FORM',
)
export const OpaqueRef = textScalar('OpaqueRef', 'a reference that only its source can resolve; output only', never)
export const OrgRef = textScalar('OrgRef', 'the unified social credit code of an organisation; output only', never)
export const EthnicCode = textScalar('EthnicCode', 'two digits of GB/T 3304; output only', never)
export const CaseRef = textScalar('CaseRef', 'the reference of a protection case; output only', never)
export const CitizenIdScalar = textScalar(
  'CitizenId',
  'an identity number of at most 32 characters; input only',
  (text) => text.length <= 32,
)
export const PersonNameScalar = textScalar(
  'PersonName',
  'a full name of at most 100 characters; input only',
  (text) => text.length <= 100,
)
export const StudentNoScalar = textScalar(
  'StudentNo',
  'a student number of at most 32 characters; input only',
  (text) => text.length <= 32,
)
export const TravelPermitNo = textScalar(
  'TravelPermitNo',
  'the number of a travel permit, at most 32 characters; input only',
  (text) => text.length <= 32,
)
export const PassportNo = textScalar(
  'PassportNo',
  'the number of a passport, at most 32 characters; input only',
  (text) => text.length <= 32,
)
export const BirthCertificateNo = textScalar(
  'BirthCertificateNo',
  'the number of a birth certificate, at most 32 characters; input only',
  (text) => text.length <= 32,
)
export const DisabilityCertNo = textScalar(
  'DisabilityCertNo',
  'the number of a disability certificate, at most 32 characters; input only',
  (text) => text.length <= 32,
)
