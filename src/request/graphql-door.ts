// Two doors, one walk. Free-form GraphQL comes through Apollo Server with our own executor, which calls `fulfil` once per
// operation: Apollo runs its life cycle and writes the answer; it resolves nothing, validates nothing and words no error.
// A registered operation goes the same way without it. Whatever fails is thrown to the server, which says it in one shape.
import { ApolloServer, type ApolloServerOptionsWithGateway, HeaderMap } from '@apollo/server'
import { type DocumentNode, execute, GraphQLError, type GraphQLSchema, Kind, validate } from 'graphql'
import { GatewayError, invariant } from '../errors.ts'
import type { Identified } from '../identity/identify.ts'
import { type AskedOperation, askedOperation, type Question, type Registrations } from './asked-operation.ts'
import { asksSchemaOnly, createDocuments, holdsAlias } from './documents.ts'
import { LIMITS, type Limits } from './limits.ts'
import { createStreamPlaces } from './stream-places.ts'

/** The walk behind the door, handed in: this room comes first on the line and knows none of the others. */
export interface Walk {
  readonly schema: GraphQLSchema
  /** Rejects with a refusal that already stands in the journal. */
  fulfil(request: WalkRequest): Promise<WalkResponse>
  /** Opens a subscription, which `ask` asks anew whenever it is decided again. Rejects like `fulfil`. */
  open(request: WalkRequest, ask: () => Promise<WalkRequest>): Promise<EventStream>
  /** Journals a refusal that came before the walk, and gives the error to throw. */
  refuse(identified: Identified, error: unknown): Promise<unknown>
  /** The schema as the caller may know it; null for organisations outside the government and where nothing is granted. */
  viewFor(identified: Identified): GraphQLSchema | null
}

export interface WalkRequest extends Identified {
  readonly document: DocumentNode
  readonly variables: Readonly<Record<string, unknown>>
  /** Of a subscription: which of its events this is, null where it opens. Left out for every other operation. */
  readonly event?: string | null
}

export interface EventStream {
  /**
   * Delivers event by event, each once the one before was taken. Rejects with the one error by which it ends, which is the signal's reason
   * where that was aborted; it never resolves.
   */
  run(deliver: (response: WalkResponse) => Promise<void>, signal: AbortSignal): Promise<void>
}

export interface WalkResponse {
  readonly data: Readonly<Record<string, unknown>>
  readonly extensions?: Readonly<Record<string, unknown>>
}

export interface Door {
  /** The answer's JSON. Rejects with what went wrong, before or during execution. */
  answer(question: Question): Promise<string>
  /** Rejects with what went wrong before the first event. `identify` says who asks, each time anew. */
  open(asking: Asking): Promise<EventStream>
  close(): Promise<void>
}

export interface Asking {
  readonly body: Question['body']
  identify(): Promise<Identified>
}

interface Context {
  readonly identified: Identified
  readonly document: DocumentNode
  /** What the executor met. A list, since Apollo hands the executor a copy of this object. */
  readonly failures: unknown[]
}

interface DoorParts {
  readonly registrations: Registrations
  readonly limits: Limits
}

export async function openDoor(walk: Walk, { registrations, limits }: DoorParts): Promise<Door> {
  const documents = createDocuments('by the caller')
  // Their own store: no stream of free-form queries drives them out, so each is parsed once, and planned once per policy.
  const registeredDocuments = createDocuments('by others')
  const apollo = new ApolloServer<Context>({
    gateway: gatewayOver(walk),
    introspection: true,
    csrfPrevention: false,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    dangerouslyDisableValidation: true,
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { noLocation: true, maxTokens: LIMITS.documentTokens },
    formatError: () => ({ message: 'failed' }),
    logger: silent,
  })
  await apollo.start()
  const asked = (question: Question) =>
    read(walk, question.identified, () => {
      const operation = askedOperation(question, registrations)
      return { operation, document: (operation.isRegistered ? registeredDocuments : documents).read(operation.text) }
    })
  const places = createStreamPlaces(limits)
  return {
    async answer(question) {
      const { identified } = question
      const { operation, document } = await asked(question)
      if (!operation.isRegistered) return execution(walk, apollo, { identified, document, failures: [] }, operation)
      return `${JSON.stringify(await walkOnce(walk, { identified, document, ...operation }))}\n`
    },
    async open({ identify, body }) {
      const ask = async (): Promise<WalkRequest> => {
        const identified = await identify()
        const { operation, document } = await asked({ identified, body })
        return { ...identified, document, variables: operation.variables }
      }
      const request = await ask()
      const leave = await read(walk, request, () => places.take(request.caller.personId))
      return heldUntilEnd(leave, () => walk.open(request, ask))
    },
    close: () => apollo.stop(),
  }
}

/** The place is left when the stream ends, or does not open. */
async function heldUntilEnd(leave: () => void, open: () => Promise<EventStream>): Promise<EventStream> {
  try {
    const stream = await open()
    return { run: (deliver, signal) => stream.run(deliver, signal).finally(leave) }
  } catch (error) {
    leave()
    throw error
  }
}

// Free text in place of a document is an attempt like any other: the caller is known, so the journal says it.
async function read<T>(walk: Walk, identified: Identified, reading: () => T): Promise<T> {
  try {
    return reading()
  } catch (error) {
    throw await walk.refuse(identified, error)
  }
}

async function execution(
  walk: Walk,
  apollo: ApolloServer<Context>,
  context: Context,
  { text, variables, operationName }: AskedOperation,
): Promise<string> {
  const headers = new HeaderMap([
    ['content-type', 'application/json'],
    ['accept', 'application/json'],
  ])
  const body = { query: text, variables, operationName }
  const reply = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: 'POST', headers, search: '', body },
    context: async () => context,
  })
  if (context.failures.length > 0) throw context.failures[0]
  // What Apollo itself finds wrong is the request's form.
  if ((reply.status ?? 200) !== 200) {
    throw await walk.refuse(
      context.identified,
      new GatewayError('BAD_INPUT', 'not one operation', { hint: 'ONE_OPERATION' }),
    )
  }
  if (reply.body.kind !== 'complete') throw new GatewayError('UNAVAILABLE', 'a reply in parts')
  return reply.body.string
}

function gatewayOver(walk: Walk): ApolloServerOptionsWithGateway<Context>['gateway'] {
  let publish: ((schema: GraphQLSchema) => void) | undefined
  return {
    onSchemaLoadOrUpdate(callback) {
      publish = (apiSchema) => callback({ apiSchema, coreSupergraphSdl: '' })
      return () => undefined
    },
    async load() {
      publish?.(walk.schema)
      return { executor: async ({ request, context }) => executeOnce(walk, context as Context, request) }
    },
    stop: async () => undefined,
  }
}

interface OperationRequest {
  readonly variables?: Record<string, unknown>
  readonly operationName?: string
}

async function executeOnce(walk: Walk, context: Context, { variables = {}, operationName }: OperationRequest) {
  const { identified, document } = context
  try {
    return await walkOnce(walk, { identified, document, variables, operationName: operationName ?? null })
  } catch (error) {
    context.failures.push(error)
    return { errors: [new GraphQLError('failed')] }
  }
}

interface ReadOperation extends Pick<AskedOperation, 'variables' | 'operationName'> {
  readonly identified: Identified
  readonly document: DocumentNode
}

// Where both doors meet.
async function walkOnce(walk: Walk, { identified, document, variables, operationName }: ReadOperation) {
  const view = walk.viewFor(identified)
  const description = await read(walk, identified, () => {
    expectOperationName(document, operationName)
    // For everybody else the walk refuses it like any name outside their view. What is shown holds nothing of a person.
    return view && asksSchemaOnly(document) ? describe(view, document, variables) : null
  })
  if (description) return description
  const { data, extensions } = await walk.fulfil({ ...identified, document, variables })
  return extensions ? { data, extensions: { ...extensions } } : { data }
}

function expectOperationName(document: DocumentNode, name: string | null): void {
  if (!name) return
  const isThere = document.definitions.some(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION && definition.name?.value === name,
  )
  if (!isThere) throw new GatewayError('BAD_INPUT', 'no operation of that name', { hint: 'ONE_OPERATION' })
}

function describe(view: GraphQLSchema, document: DocumentNode, variables: AskedOperation['variables']) {
  // Without aliases an answer is never larger than the schema; with them it grows by a factor per level.
  if (holdsAlias(document)) throw new GatewayError('TOO_COSTLY', 'aliases in an introspection')
  if (validate(view, document).length > 0)
    throw new GatewayError('BAD_INPUT', 'the document does not validate', { hint: 'DOCUMENT_FORM' })
  const result = execute({ schema: view, document, variableValues: variables })
  invariant(!(result instanceof Promise), 'introspection waits for nothing')
  if (result.errors || !result.data)
    throw new GatewayError('BAD_INPUT', 'the introspection does not execute', { hint: 'DOCUMENT_FORM' })
  return { data: result.data }
}

const silent = { debug() {}, info() {}, warn() {}, error() {} }
