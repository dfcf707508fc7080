/** What RTP packets of every video format share (RFC 3550). */
export const RTP_CLOCK_HZ = 90_000;
export const RTP_PAYLOAD_TYPE = 96;

/** With the headers of RTP, UDP and IP it fits into one Ethernet frame. */
export const PAYLOAD_BYTES_MAX = 1_380;

export interface RtpPacketiser {
  /** All packets of one picture; the last carries the marker bit. `timestamp` counts 90 kHz. */
  packets(nals: readonly Buffer[], timestamp: number): Buffer[];
}

export type MakePacket = (payload: Buffer, timestamp: number, marker: boolean) => Buffer;

/** Packets of one source, numbered from 0. */
export function createPackets(ssrc: number): MakePacket {
  let sequence = 0;
  return (payload, timestamp, marker) => {
    const header = Buffer.alloc(12);
    header[0] = 0x80;
    header[1] = RTP_PAYLOAD_TYPE | (marker ? 0x80 : 0);
    header.writeUInt16BE(sequence, 2);
    header.writeUInt32BE(timestamp >>> 0, 4);
    header.writeUInt32BE(ssrc >>> 0, 8);
    sequence = (sequence + 1) & 0xffff;
    return Buffer.concat([header, payload]);
  };
}
