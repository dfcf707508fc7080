/** A simulated Modbus device on the loopback address, written from the standard and not from the driver. */
import { createServer, type Socket } from 'node:net';
import { crc16Modbus } from '../sensor/line/crc16-modbus.ts';

export interface ModbusDevice {
  readonly port: number;
  /** `<function>:<address>` → register, or bit for 1 and 2; an address that is missing is refused with exception 2. */
  readonly registers: Map<string, number>;
  /** Requests that arrived, as hexadecimal text. */
  readonly asked: string[];
  /** Changes an answer before it leaves; null swallows it. */
  spoil: (answer: Buffer) => Buffer | null;
  cutAll(): void;
  close(): Promise<void>;
}

export function modbusAnswer(pdu: Buffer, registers: ReadonlyMap<string, number>): Buffer {
  const code = pdu[0] ?? 0;
  const first = pdu.readUInt16BE(1);
  const count = pdu.readUInt16BE(3);
  const values = Array.from({ length: count }, (_, index) => registers.get(`${code}:${first + index}`));
  if (values.includes(undefined)) return Buffer.from([code | 0x80, 2]);
  if (code <= 2) {
    const packed = Buffer.alloc(2 + Math.ceil(count / 8));
    packed[0] = code;
    packed[1] = packed.length - 2;
    for (const [index, value] of values.entries()) packed[2 + (index >> 3)]! |= (value ?? 0) << (index & 7);
    return packed;
  }
  const answer = Buffer.alloc(2 + 2 * count);
  answer[0] = code;
  answer[1] = 2 * count;
  for (const [index, value] of values.entries()) answer.writeUInt16BE(value ?? 0, 2 + 2 * index);
  return answer;
}

/** A whole RTU frame: unit, PDU, checksum with its low byte first. */
export function rtuFrame(unitId: number, pdu: Buffer): Buffer {
  const frame = Buffer.concat([Buffer.from([unitId]), pdu]);
  const crc = crc16Modbus(frame);
  return Buffer.concat([frame, Buffer.from([crc & 0xff, crc >> 8])]);
}

export async function startModbusDevice(via: 'tcp' | 'rtu-tcp' = 'tcp'): Promise<ModbusDevice> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (request: Buffer) => {
      self.asked.push(request.toString('hex'));
      const answer = via === 'tcp' ? tcpAnswer(request) : rtuFrame(request[0] ?? 0, pduAnswer(request.subarray(1, 6)));
      const spoilt = self.spoil(answer);
      if (spoilt === null || spoilt.length === 0) return;
      // In two pieces, as a network may deliver them.
      socket.write(spoilt.subarray(0, 4));
      setImmediate(() => socket.write(spoilt.subarray(4)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The simulated device has no port.');

  const pduAnswer = (pdu: Buffer) => modbusAnswer(pdu, self.registers);
  function tcpAnswer(request: Buffer): Buffer {
    const pdu = pduAnswer(request.subarray(7));
    const header = Buffer.from(request.subarray(0, 7));
    header.writeUInt16BE(pdu.length + 1, 4);
    return Buffer.concat([header, pdu]);
  }

  const self: ModbusDevice = {
    port: address.port,
    registers: new Map(),
    asked: [],
    spoil: (answer) => answer,
    cutAll: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return self;
}
