using Mono.Cecil;
using Mono.Cecil.Cil;

namespace NetSuiteConnectorAuth.Tests.Conventions;

/// <summary>Which types each type of an assembly uses, read from the compiled code: signatures, fields, attributes and method bodies.</summary>
public sealed class CodeDependencies
{
    private readonly Dictionary<string, HashSet<string>> _uses = [];
    private readonly Dictionary<string, HashSet<string>> _makers = [];

    /// <param name="assembly">Path of the compiled assembly.</param>
    public CodeDependencies(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        foreach (var type in module.Types.Where(type => type.Name != "<Module>"))
        {
            var uses = new HashSet<string>(StringComparer.Ordinal);
            Collect(type, uses);
            uses.Remove(type.FullName);
            _uses[type.FullName] = uses;
            foreach (var made in Made(type))
            {
                (_makers.TryGetValue(made, out var makers) ? makers : _makers[made] = []).Add(type.FullName);
            }
        }
    }

    public IEnumerable<string> Types => _uses.Keys;

    /// <summary>"User uses Used", for every type that <paramref name="user"/> names and every type it uses that <paramref name="used"/> names.</summary>
    public IReadOnlyList<string> Find(Func<string, bool> user, Func<string, bool> used) =>
    [
        .. from entry in _uses
           where user(entry.Key)
           from name in entry.Value
           where used(name)
           orderby entry.Key, name
           select $"{entry.Key} uses {name}",
    ];

    /// <summary>The types in which the constructor of <paramref name="made"/> is called.</summary>
    public IReadOnlyCollection<string> Makers(string made) => _makers.GetValueOrDefault(made) ?? [];

    private static IEnumerable<string> Made(TypeDefinition type) =>
        type.Methods
            .Where(method => method.HasBody)
            .SelectMany(method => method.Body.Instructions)
            .Where(instruction => instruction.OpCode == OpCodes.Newobj)
            .Select(instruction => ((MethodReference)instruction.Operand).DeclaringType.FullName)
            .Concat(type.NestedTypes.SelectMany(Made));

    private static void Collect(TypeDefinition type, HashSet<string> uses)
    {
        Add(type.BaseType, uses);
        Add(type.CustomAttributes, uses);
        foreach (var implemented in type.Interfaces)
        {
            Add(implemented.InterfaceType, uses);
        }

        foreach (var field in type.Fields)
        {
            Add(field.FieldType, uses);
        }

        foreach (var method in type.Methods)
        {
            Collect(method, uses);
        }

        // Lambdas, iterators and async methods live in nested types: they are the type's own code.
        foreach (var nested in type.NestedTypes)
        {
            Collect(nested, uses);
        }
    }

    private static void Collect(MethodDefinition method, HashSet<string> uses)
    {
        Add(method.ReturnType, uses);
        foreach (var parameter in method.Parameters)
        {
            Add(parameter.ParameterType, uses);
        }

        if (!method.HasBody)
        {
            return;
        }

        foreach (var variable in method.Body.Variables)
        {
            Add(variable.VariableType, uses);
        }

        foreach (var instruction in method.Body.Instructions)
        {
            Collect(instruction, uses);
        }
    }

    private static void Collect(Instruction instruction, HashSet<string> uses)
    {
        switch (instruction.Operand)
        {
            case MethodReference called:
                Add(called.DeclaringType, uses);
                Add(called.ReturnType, uses);
                foreach (var argument in (called as GenericInstanceMethod)?.GenericArguments ?? [])
                {
                    Add(argument, uses);
                }

                break;
            case FieldReference field:
                Add(field.DeclaringType, uses);
                Add(field.FieldType, uses);
                break;
            case TypeReference type:
                Add(type, uses);
                break;
        }
    }

    private static void Add(IEnumerable<CustomAttribute> attributes, HashSet<string> uses)
    {
        foreach (var attribute in attributes)
        {
            Add(attribute.AttributeType, uses);
        }
    }

    private static void Add(TypeReference? type, HashSet<string> uses)
    {
        switch (type)
        {
            case null or GenericParameter:
                return;
            case GenericInstanceType generic:
                foreach (var argument in generic.GenericArguments)
                {
                    Add(argument, uses);
                }

                Add(generic.ElementType, uses);
                return;
            case TypeSpecification specification:
                Add(specification.ElementType, uses);
                return;
            default:
                // A nested type counts as the type it is in.
                while (type.DeclaringType is { } outer)
                {
                    type = outer;
                }

                uses.Add(type.FullName);
                return;
        }
    }
}
