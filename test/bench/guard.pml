/* The guard in Promela: what test/kernel/guard.ts says, for SPIN to explore. A remembered generation is kept less one,
   so that 0 stands for none. */
#define ROUNDS 3
#define WORKERS 5
#define FREE (remembered[_pid] == 0)

byte generation = 0;
byte round[WORKERS];
byte remembered[WORKERS];

active [WORKERS] proctype worker() {
end:
  do
  :: atomic { FREE && round[_pid] < ROUNDS -> remembered[_pid] = generation + 1 }
  :: atomic { !FREE && remembered[_pid] == generation + 1 ->
       generation++; round[_pid]++; remembered[_pid] = 0 }
  :: atomic { !FREE && remembered[_pid] != generation + 1 -> remembered[_pid] = 0 }
  :: atomic { !FREE -> remembered[_pid] = 0 }
  od
}
