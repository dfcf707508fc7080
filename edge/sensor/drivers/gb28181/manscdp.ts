/** MANSCDP, the XML inside MESSAGE (GB/T 28181-2016, annex A): keep-alive and catalogue. */
import { elementAt, elementsNamed, parseXml, textAt } from '../../line/xml.ts';

export type Manscdp =
  | { readonly kind: 'keep-alive'; readonly deviceId: string }
  | {
      readonly kind: 'catalogue';
      readonly deviceId: string;
      readonly serial: number;
      /** Items in all messages of this answer. */
      readonly sum: number;
      readonly items: readonly CatalogueItem[];
    }
  | { readonly kind: 'other'; readonly command: string };

export interface CatalogueItem {
  readonly channelId: string;
  readonly isOn: boolean;
}

const decoder = new TextDecoder('gb18030');

/** Null for what is no MANSCDP. Devices write GB 2312 unless they say UTF-8. */
export function manscdpFrom(body: Buffer): Manscdp | null {
  const isUtf8 = /^[^>]{0,100}encoding=["']utf-8/i.test(body.toString('latin1', 0, 120));
  const root = parseXml(isUtf8 ? body.toString('utf8') : decoder.decode(body));
  const command = textAt(root, 'CmdType');
  const deviceId = textAt(root, 'DeviceID');
  if (root === null || command === null || deviceId === null) return null;
  if (root.name === 'Notify' && command === 'Keepalive') return { kind: 'keep-alive', deviceId };
  if (root.name !== 'Response' || command !== 'Catalog') return { kind: 'other', command: command.slice(0, 40) };
  const items = elementsNamed(elementAt(root, 'DeviceList'), 'Item').flatMap((item) => {
    const channelId = textAt(item, 'DeviceID');
    return channelId === null ? [] : [{ channelId, isOn: /^(ON|OK)$/i.test(textAt(item, 'Status') ?? '') }];
  });
  const sum = wholeFrom(textAt(root, 'SumNum')) ?? items.length;
  return { kind: 'catalogue', deviceId, serial: wholeFrom(textAt(root, 'SN')) ?? 0, sum, items };
}

function wholeFrom(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** ASCII alone, so that every encoding is the same. */
export function catalogueQuery(deviceId: string, serial: number): Buffer {
  return Buffer.from(
    `<?xml version="1.0" encoding="GB2312"?>\r\n<Query>\r\n<CmdType>Catalog</CmdType>\r\n<SN>${serial}</SN>\r\n` +
      `<DeviceID>${deviceId}</DeviceID>\r\n</Query>\r\n`,
  );
}
