// A request refused for its form alone, with the HTTP status that tells a program so; people read the code's sentence.
import { type ErrorCode, GatewayError } from '../errors.ts'

export class RequestFault extends GatewayError {
  readonly status: number

  constructor(status: number, detail: string, code: ErrorCode = 'BAD_INPUT') {
    super(code, detail)
    this.name = 'RequestFault'
    this.status = status
  }
}
