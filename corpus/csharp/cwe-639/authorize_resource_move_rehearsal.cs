// seccoder-example: 1
// title: Move an orchestra rehearsal that the signed-in member leads
// guideline: Load the record, then authorize the user against that record before changing it.
// cwe: CWE-639, CWE-863
// apis: Microsoft.AspNetCore.Authorization.IAuthorizationService.AuthorizeAsync
// applies: asp.net core, entity framework core
// --- secure ---
using System;
using System.Security.Claims;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Orchestra.Data;

namespace Orchestra.Rehearsals;

public sealed class LeaderRequirement : IAuthorizationRequirement { }

// Registered at start as an IAuthorizationHandler.
public sealed class LeaderHandler : AuthorizationHandler<LeaderRequirement, Rehearsal>
{
    protected override Task HandleRequirementAsync(
        AuthorizationHandlerContext context, LeaderRequirement requirement, Rehearsal resource)
    {
        var member = context.User.FindFirstValue(ClaimTypes.NameIdentifier);
        if (member is not null && member == resource.LeaderId)
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}

[ApiController, Authorize]
public sealed class RehearsalsController(OrchestraContext db, IAuthorizationService authorization)
    : ControllerBase
{
    [HttpPut("/rehearsals/{id:int}/start")]
    public async Task<IActionResult> Move(int id, [FromBody] DateTimeOffset start)
    {
        var rehearsal = await db.Rehearsals.FindAsync(id);
        if (rehearsal is null) return NotFound();
        var access = await authorization.AuthorizeAsync(User, rehearsal, new LeaderRequirement());
        if (!access.Succeeded) return Forbid();
        rehearsal.Start = start;
        await db.SaveChangesAsync();
        return NoContent();
    }
}
// --- vulnerable ---
using System;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Orchestra.Data;

namespace Orchestra.Rehearsals;

[ApiController, Authorize]
public sealed class RehearsalsController(OrchestraContext db) : ControllerBase
{
    [HttpPut("/rehearsals/{id:int}/start")]
    public async Task<IActionResult> Move(int id, [FromBody] DateTimeOffset start)
    {
        var rehearsal = await db.Rehearsals.FindAsync(id);
        if (rehearsal is null) return NotFound();
        rehearsal.Start = start;
        await db.SaveChangesAsync();
        return NoContent();
    }
}
