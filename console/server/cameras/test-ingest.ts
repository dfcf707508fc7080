/** Stands for ingest in tests: hands over what a camera answered, once. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EvidenceMessage } from '@chengyun/contracts';

export interface TestIngest {
  /** By command. */
  readonly answers: Map<string, EvidenceMessage>;
  /** Of the installation, so that the console finds it. */
  readonly basePort: number;
  close(): void;
}

export async function startTestIngest(): Promise<TestIngest> {
  const answers = new Map<string, EvidenceMessage>();
  const server = createServer((request, response) => {
    const command = new URL(request.url ?? '', 'http://ingest').searchParams.get('command') ?? '';
    const answer = answers.get(command);
    answers.delete(command);
    response.writeHead(answer ? 200 : 404).end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const basePort = (server.address() as AddressInfo).port - 1;
  return { answers, basePort, close: () => void server.close() };
}
