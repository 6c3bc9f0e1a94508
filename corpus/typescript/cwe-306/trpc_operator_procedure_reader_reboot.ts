// seccoder-example: 1
// title: Reboot a door card reader through a tRPC procedure
// guideline: Build procedures that act on a base procedure whose middleware demands a signed-in caller.
// cwe: CWE-306, CWE-862
// apis: @trpc/server.initTRPC, @trpc/server.TRPCError
// applies: @trpc/server, zod
// --- secure ---
import { initTRPC, TRPCError } from "@trpc/server";
import { z } from "zod";

interface Context {
  operator: { id: string } | null;
  readers: { reboot(readerId: string): Promise<void> };
  journal: { add(operatorId: string | null, entry: string): Promise<void> };
}

const t = initTRPC.context<Context>().create();

const operatorProcedure = t.procedure.use(({ ctx, next }) => {
  if (!ctx.operator) {
    throw new TRPCError({ code: "UNAUTHORIZED" });
  }
  return next({ ctx: { operator: ctx.operator } });
});

export const readerRouter = t.router({
  reboot: operatorProcedure
    .input(z.object({ readerId: z.uuid() }))
    .mutation(async ({ ctx, input }) => {
      await ctx.journal.add(ctx.operator.id, `reboot ${input.readerId}`);
      await ctx.readers.reboot(input.readerId);
    }),
});
// --- vulnerable ---
import { initTRPC } from "@trpc/server";
import { z } from "zod";

interface Context {
  operator: { id: string } | null;
  readers: { reboot(readerId: string): Promise<void> };
  journal: { add(operatorId: string | null, entry: string): Promise<void> };
}

const t = initTRPC.context<Context>().create();

export const readerRouter = t.router({
  reboot: t.procedure
    .input(z.object({ readerId: z.uuid() }))
    .mutation(async ({ ctx, input }) => {
      await ctx.journal.add(ctx.operator?.id ?? null, `reboot ${input.readerId}`);
      await ctx.readers.reboot(input.readerId);
    }),
});
