// A request refused for its form alone, with the HTTP status that tells a program so; people read the code's sentence.
import { GatewayError, type Said } from '../errors.ts'

export class RequestFault extends GatewayError {
  readonly status: number

  constructor(status: number, ...said: Said) {
    super(...said)
    this.name = 'RequestFault'
    this.status = status
  }
}
