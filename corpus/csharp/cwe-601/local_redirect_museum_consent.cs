// seccoder-example: 1
// title: Save the cookie consent on a museum site and go back
// guideline: Return only to local addresses: check with IsLocalUrl and answer with LocalRedirect.
// cwe: CWE-601
// apis: Microsoft.AspNetCore.Mvc.IUrlHelper.IsLocalUrl, Microsoft.AspNetCore.Mvc.ControllerBase.LocalRedirect
// applies: asp.net core
// --- secure ---
using System;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Museum.Web;

public sealed class ConsentController : Controller
{
    [HttpPost("/consent")]
    [ValidateAntiForgeryToken]
    public IActionResult Save(bool statistics, string? returnUrl)
    {
        Response.Cookies.Append("consent", statistics ? "all" : "needed", new CookieOptions
        {
            HttpOnly = true,
            Secure = true,
            SameSite = SameSiteMode.Lax,
            MaxAge = TimeSpan.FromDays(180),
        });
        return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl : "/");
    }
}
// --- vulnerable ---
using System;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Museum.Web;

public sealed class ConsentController : Controller
{
    [HttpPost("/consent")]
    [ValidateAntiForgeryToken]
    public IActionResult Save(bool statistics, string? returnUrl)
    {
        Response.Cookies.Append("consent", statistics ? "all" : "needed", new CookieOptions
        {
            HttpOnly = true,
            Secure = true,
            SameSite = SameSiteMode.Lax,
            MaxAge = TimeSpan.FromDays(180),
        });
        return Redirect(returnUrl ?? "/");
    }
}
