// seccoder-example: 1
// title: Let moderators of a room delete a chat message
// guideline: Check the caller's role for the very object before acting, on the server.
// cwe: CWE-862
// apis: koa.Context.throw, @koa/router.delete
// applies: koa, @koa/router
// --- secure ---
const Router = require("@koa/router");

function moderationRoutes(rooms, messages, requireUser) {
  const router = new Router();

  router.delete("/rooms/:room/messages/:id", requireUser, async (ctx) => {
    const { room, id } = ctx.params;
    const { user } = ctx.state;
    const role = await rooms.roleOf(room, user.id);
    if (role !== "moderator" && role !== "owner") {
      ctx.throw(403, "only moderators delete messages");
    }
    // The room is part of the key, so a role in one room has no power in another.
    const message = await messages.remove({ room, id });
    if (!message) {
      ctx.throw(404, "no such message");
    }
    await rooms.log(room, { action: "delete", message: id, by: user.id });
    ctx.status = 204;
  });

  return router;
}

module.exports = { moderationRoutes };
// --- vulnerable ---
const Router = require("@koa/router");

function moderationRoutes(rooms, messages, requireUser) {
  const router = new Router();

  router.delete("/rooms/:room/messages/:id", requireUser, async (ctx) => {
    const { room, id } = ctx.params;
    const { user } = ctx.state;
    // The room is part of the key, so a role in one room has no power in another.
    const message = await messages.remove({ room, id });
    if (!message) {
      ctx.throw(404, "no such message");
    }
    await rooms.log(room, { action: "delete", message: id, by: user.id });
    ctx.status = 204;
  });

  return router;
}

module.exports = { moderationRoutes };
