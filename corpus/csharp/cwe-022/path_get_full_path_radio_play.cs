// seccoder-example: 1
// title: Stream an episode from the folders of a radio play archive
// guideline: Make the path absolute and require the root with its separator as the prefix.
// cwe: CWE-22
// apis: System.IO.Path.GetFullPath, System.String.StartsWith, Microsoft.AspNetCore.Http.Results.File
// applies: asp.net core
// --- secure ---
using System;
using System.IO;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();
var root = Path.GetFullPath("/srv/radio-plays") + Path.DirectorySeparatorChar;

// An episode is named like "lighthouse/season-2/04.mp3".
app.MapGet("/episodes", (string name) =>
{
    var path = Path.GetFullPath(Path.Combine(root, name));
    if (!path.StartsWith(root, StringComparison.Ordinal) || !File.Exists(path))
    {
        return Results.NotFound();
    }
    return Results.File(path, "audio/mpeg", enableRangeProcessing: true);
});

app.Run();
// --- vulnerable ---
using System.IO;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();
var root = Path.GetFullPath("/srv/radio-plays") + Path.DirectorySeparatorChar;

// An episode is named like "lighthouse/season-2/04.mp3".
app.MapGet("/episodes", (string name) =>
{
    var path = Path.Combine(root, name);
    if (!File.Exists(path))
    {
        return Results.NotFound();
    }
    return Results.File(path, "audio/mpeg", enableRangeProcessing: true);
});

app.Run();
