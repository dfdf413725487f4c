#ifndef OMNITLS_BENCH_MEMORY_OF_SUBJECTS_H_
#define OMNITLS_BENCH_MEMORY_OF_SUBJECTS_H_

// Parts of //bench:memory_probe: each prints lines, for memory.cc to read, and returns 0.
namespace omnitls::bench {

// What one connection of each subject in TLS 1.3 holds: subject, role, idle and peak bytes.
int ProbeSubjects();
// How often omnitls asks for memory in 100 reads and 100 writes: backend, reads, writes.
int ProbeCalls();
// What 100 and then `count` connections of ours on one pair of contexts hold: backend, bytes of
// both ends of one connection at 100 and at `count`, and the processor time of a handshake near
// `count` as a part of that near 100.
int ProbeGrowth(int count);

}  // namespace omnitls::bench

#endif  // OMNITLS_BENCH_MEMORY_OF_SUBJECTS_H_
