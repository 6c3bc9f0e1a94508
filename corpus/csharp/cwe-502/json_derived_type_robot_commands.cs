// seccoder-example: 1
// title: Read the commands of a warehouse robot from a JSON message
// guideline: Name the allowed types with JsonDerivedType; never let JSON choose .NET types.
// cwe: CWE-502
// apis: System.Text.Json.JsonSerializer.Deserialize, System.Text.Json.Serialization.JsonDerivedTypeAttribute
// applies: system.text.json
// --- secure ---
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Warehouse.Robots;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(DriveCommand), "drive")]
[JsonDerivedType(typeof(LiftCommand), "lift")]
public abstract record RobotCommand;

public sealed record DriveCommand(string Shelf) : RobotCommand;

public sealed record LiftCommand(int Centimetres) : RobotCommand;

public static class CommandReader
{
    private static readonly JsonSerializerOptions Options =
        new(JsonSerializerDefaults.Web) { MaxDepth = 8 };

    public static List<RobotCommand> Read(string message)
    {
        var commands = JsonSerializer.Deserialize<List<RobotCommand>>(message, Options);
        if (commands is null || commands.Any(command => command is null))
        {
            throw new JsonException("The message holds no commands.");
        }
        return commands;
    }
}
// --- vulnerable ---
using System.Collections.Generic;
using System.Linq;
using Newtonsoft.Json;

namespace Warehouse.Robots;

public abstract record RobotCommand;

public sealed record DriveCommand(string Shelf) : RobotCommand;

public sealed record LiftCommand(int Centimetres) : RobotCommand;

public static class CommandReader
{
    private static readonly JsonSerializerSettings Options =
        new() { TypeNameHandling = TypeNameHandling.All, MaxDepth = 8 };

    public static List<RobotCommand> Read(string message)
    {
        var commands = JsonConvert.DeserializeObject(message, Options) as List<RobotCommand>;
        if (commands is null || commands.Any(command => command is null))
        {
            throw new JsonException("The message holds no commands.");
        }
        return commands;
    }
}
