// The GraphQL door: Apollo Server with our own executor, which calls `fulfil` once per operation. Apollo negotiates
// content and writes the reply; it resolves nothing, validates nothing and keeps nothing.
import { ApolloServer, type ApolloServerOptionsWithGateway, HeaderMap, type HTTPGraphQLResponse } from '@apollo/server'
import { type DocumentNode, execute, GraphQLError, type GraphQLSchema, validate } from 'graphql'
import { ERROR_CODES, GatewayError } from '../errors.ts'
import { fulfil } from '../fulfil.ts'
import type { Identified } from '../identity/identify.ts'
import { type Language, publicError } from '../reply/errors.ts'
import type { Rooms } from '../rooms.ts'
import { asksSchemaOnly, createDocuments } from './documents.ts'
import { LIMITS } from './limits.ts'

export interface Door {
  /** `body` is parsed JSON; headers in lower case. Throws GatewayError for what is refused before execution. */
  answer(question: DoorQuestion): Promise<HTTPGraphQLResponse>
  close(): Promise<void>
}

export interface DoorQuestion {
  readonly identified: Identified
  readonly language: Language
  readonly body: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>
}

interface Context {
  readonly identified: Identified
  readonly language: Language
  readonly document: DocumentNode
}

export async function openDoor(rooms: Rooms): Promise<Door> {
  const documents = createDocuments()
  const apollo = new ApolloServer<Context>({
    gateway: gatewayOver(rooms),
    introspection: true,
    csrfPrevention: false,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    dangerouslyDisableValidation: true,
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { noLocation: true, maxTokens: LIMITS.documentTokens },
    formatError: (formatted) => (isOwn(formatted.extensions?.code) ? formatted : neutral()),
    logger: silent,
  })
  await apollo.start()
  return {
    async answer({ identified, language, body, headers }) {
      const query = expectQuery(body)
      const document = documents.read(query)
      return apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method: 'POST', headers: new HeaderMap(Object.entries(headers)), search: '', body },
        context: async () => ({ identified, language, document }),
      })
    },
    close: () => apollo.stop(),
  }
}

function expectQuery({ query, variables, operationName, extensions }: Readonly<Record<string, unknown>>): string {
  if (typeof query !== 'string' || query === '') throw new GatewayError('BAD_INPUT', 'a query is missing')
  if (!isRecordOrAbsent(variables)) throw new GatewayError('BAD_INPUT', 'variables are an object')
  if (!isRecordOrAbsent(extensions)) throw new GatewayError('BAD_INPUT', 'extensions are an object')
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') {
    throw new GatewayError('BAD_INPUT', 'the operation name is a string')
  }
  return query
}

function isRecordOrAbsent(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value))
}

function gatewayOver(rooms: Rooms): ApolloServerOptionsWithGateway<Context>['gateway'] {
  let publish: ((schema: GraphQLSchema) => void) | undefined
  return {
    onSchemaLoadOrUpdate(callback) {
      publish = (apiSchema) => callback({ apiSchema, coreSupergraphSdl: '' })
      return () => undefined
    },
    async load() {
      publish?.(rooms.schema)
      return { executor: async ({ request, context }) => executeOnce(rooms, context as Context, request) }
    },
    stop: async () => undefined,
  }
}

interface OperationRequest {
  readonly variables?: Record<string, unknown>
  readonly operationName?: string
}

async function executeOnce(rooms: Rooms, context: Context, request: OperationRequest) {
  const { identified, language, document } = context
  try {
    const variables = request.variables ?? {}
    if (asksSchemaOnly(document)) return await describe(rooms, context, variables)
    expectOperationName(document, request.operationName)
    const { data, extensions } = await fulfil(rooms, { ...identified, document, variables })
    return extensions ? { data, extensions: { ...extensions } } : { data }
  } catch (error) {
    const { status, body } = publicError(error, language)
    const [{ message, extensions }] = body.errors
    return {
      errors: [
        new GraphQLError(message, { extensions: { ...extensions, http: { status, headers: new HeaderMap() } } }),
      ],
    }
  }
}

function expectOperationName(document: DocumentNode, name: string | undefined): void {
  if (!name) return
  const names = document.definitions.flatMap((definition) => ('name' in definition ? [definition.name?.value] : []))
  if (!names.includes(name)) throw new GatewayError('BAD_INPUT', 'no operation of that name')
}

// Introspection shows the caller's own view, and nothing to organisations outside the government.
async function describe(rooms: Rooms, { identified, document }: Context, variables: Record<string, unknown>) {
  const { caller, purpose } = identified
  const grant = rooms.policies.grantFor(caller.role, purpose)
  if (!grant || caller.outside) throw new GatewayError('REFUSED', 'no introspection for this caller')
  if (validate(grant.view, document).length > 0) throw new GatewayError('BAD_INPUT', 'the document does not validate')
  const { data } = await execute({ schema: grant.view, document, variableValues: variables })
  return { data: data ?? null }
}

const own: ReadonlySet<unknown> = new Set(ERROR_CODES)

function isOwn(code: unknown): boolean {
  return own.has(code)
}

// What Apollo itself finds wrong is the request's form.
function neutral() {
  const [{ message, extensions }] = publicError(new GatewayError('BAD_INPUT', ''), 'zh').body.errors
  return { message, extensions }
}

const silent = { debug() {}, info() {}, warn() {}, error() {} }
