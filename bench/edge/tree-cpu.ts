import { cpuMsOf } from '../process-cpu.ts';
import { listProcesses, treeOf } from '../spine/process-memory.ts';

/** CPU time of a process and of everything below it that still runs, in ms; null where the system does not tell. */
export function treeCpuMs(rootPid: number): number | null {
  const entries = listProcesses();
  return entries && treeOf(entries, rootPid).reduce((sum, { pid }) => sum + (cpuMsOf(pid) ?? 0), 0);
}
