"""In one's own words: why a volume with Retain is not free again. A person reads it, with the rubric below.

Next: `workloads_explain_controller.py`.
"""

from __future__ import annotations

from kubecourse.grading import exercise, rubric, say, wrong

HINTS = [
    say(es="Vuelve al ejercicio del volumen `Released` y mira su `claimRef`.", en="Go back to the exercise on the `Released` volume and look at its `claimRef`."),
    say(es="Piensa en un trastero alquilado: ¿qué pasa con las cajas cuando el inquilino se va?", en="Think of a rented storeroom: what becomes of the boxes when the tenant leaves?"),
    say(es="Di tres cosas: qué queda dentro, de quién sigue siendo, y quién ha de hacer qué para que valga para otro.", en="Say three things: what is left inside, whose it still is, and who has to do what so that it serves another."),
]  # fmt: skip

exercise(
    "volumes.explain-retain",
    3,
    kind="text",
    hat=say(es="Gorra de administración", en="Administrator's hat"),
    title=say(es="Explícaselo a Menchu: un volumen que no vuelve a estar libre", en="Explain it to Menchu: a volume that is not free again"),
    prompt=say(
        es="""
Menchu borró la petición `pedidos` y espera que su volumen, con `persistentVolumeReclaimPolicy: Retain`, sirva para la siguiente. Pero dice `Released`, y la petición nueva se queda en `Pending`. «¿No lo he soltado ya?»

Contéstale en dos o tres frases, **sin darle órdenes que copiar**: por qué no está libre, y por qué es bueno que sea así.
""",
        en="""
Menchu deleted the claim `pedidos` (orders) and expects its volume, with `persistentVolumeReclaimPolicy: Retain`, to serve the next one. But it reads `Released`, and the new claim stays `Pending`. "Have I not let go of it?"

Answer her in two or three sentences, **with no commands to copy**: why it is not free, and why that is a good thing.
""",
    ),
    solution=say(
        es="Al borrar la petición no se borra lo que hay en el disco: los pedidos siguen ahí. El volumen recuerda de qué petición era, y por eso no se empareja con otra aunque se llame igual; si lo hiciera, "
        "la siguiente recibiría los datos de la anterior. Retain quiere decir que decide una persona: alguien mira si esos datos hacen falta, los guarda o los borra, y sólo entonces lo deja libre.",
        en="Deleting the claim does not delete what is on the disk: the orders are still there. The volume remembers which claim it belonged to, and so it is not matched with another, even one of the same name; if it were, "
        "the next one would get the data of the one before. Retain means that a person decides: somebody looks whether the data are needed, keeps or deletes them, and only then sets it free.",
    ),
    also_right=[
        say(
            es="Es como un trastero: el inquilino se ha ido, pero sus cajas están dentro y el contrato sigue a su nombre. Con Retain el dueño no lo alquila a otro hasta que viene alguien, se lleva o tira las cajas y rompe el "
            "contrato. Si se alquilara solo, el siguiente se encontraría cajas que no son suyas, o las perderíamos todos.",
            en="It is like a storeroom: the tenant has gone, but the boxes are inside and the contract is still in that name. With Retain the owner does not let it to another until somebody comes, takes the boxes or throws them away and tears "
            "up the contract. If it let itself, the next tenant would find boxes that belong to somebody else, or we would all lose them.",
        )
    ],
    wrong=[
        wrong(say(es="el disco se ha vaciado", en="the disk was emptied"),
              say(es="Al borrar la petición Kubernetes vacía el disco, y tarda un rato; cuando acabe volverá a estar Available y se podrá usar.",
                  en="When the claim is deleted Kubernetes empties the disk, and that takes a while; when it is done it will be Available again and can be used."),
              caught_by="data", says=say(es="Dice que se vacía o se borra solo", en="It says that it is emptied or deleted by itself")),
        wrong(say(es="se referencian el uno al otro", en="they reference each other"),
              say(es="El volumen y la petición se referencian el uno al otro, y como la petición ya no existe, la referencia está rota y por eso da error.",
                  en="The volume and the claim reference each other, and since the claim is no longer there the reference is broken, and so there is an error."),
              caught_by="whose", says=say(es="sólo «la referencia está rota»", en='only "the reference is broken"')),
        wrong(say(es="con el mismo nombre valdría", en="the same name would do"),
              say(es="Está reservado para pedidos: si vuelves a crear la petición con el mismo nombre, pedidos, el volumen la reconocerá y se la dará otra vez.",
                  en="It is reserved for pedidos: if you make the claim again with the same name, pedidos, the volume will know it and be given to it again."),
              caught_by="whose", says=say(es="basta con repetir el nombre", en="the same name will do")),
        wrong(say(es="cambia a Delete", en="change it to Delete"),
              say(es="Es que Retain está mal puesto: hay que usar Delete, y así el volumen queda libre en cuanto se borra la petición y lo coge la siguiente.",
                  en="Retain is the wrong setting: Delete should be used, and then the volume is free as soon as the claim is deleted and the next one takes it."),
              caught_by="person", says=say(es="Propone Delete", en="It proposes Delete")),
        wrong(say(es="tres palabras", en="three words"), say(es="Porque es Retain.", en="Because it is Retain."), caught_by="malformed", says=say(es="palabras", en="words")),
    ],
    checks=[
        rubric("data", 1, say(es="Qué queda en el disco", en="What is left on the disk"), hints=HINTS,
               looks_for=say(es="Los datos siguen ahí: borrar la petición no borra lo guardado.", en="The data are still there: deleting the claim deletes nothing that was stored."),
               falls_short=say(es="Dice que se vacía o se borra solo, o no habla de los datos.", en="It says that it is emptied or deleted by itself, or does not speak of the data.")),
        rubric("whose", 1, say(es="De quién sigue siendo", en="Whose it still is"), hints=HINTS,
               looks_for=say(es="El volumen recuerda a qué petición (a ésa, no a otra del mismo nombre) pertenecía, y por eso no se empareja con la nueva.",
                             en="The volume remembers which claim it belonged to (that one, not another of the same name), and so it is not matched with the new one."),
               falls_short=say(es="Dice sólo «la referencia está rota» o que se apuntan el uno al otro, sin decir qué recuerda el volumen; o que basta con repetir el nombre.",
                               en='It says only "the reference is broken", or that they point at each other, and not what the volume remembers; or that the same name will do.')),
        rubric("person", 1, say(es="Quién decide, y por qué es bueno", en="Who decides, and why that is good"), hints=HINTS,
               looks_for=say(es="Decide una persona, después de mirar si los datos hacen falta; así nadie recibe los de otro ni se pierden por descuido.",
                             en="A person decides, after looking whether the data are needed; so nobody is given another's and none are lost by mistake."),
               falls_short=say(es="Propone Delete (que borraría los pedidos), o da órdenes sin decir por qué.", en="It proposes Delete (which would delete the orders), or gives commands without a reason.")),
    ],
    debrief=say(
        es="""
Una buena respuesta dice tres cosas: los datos **siguen en el disco**; el volumen **recuerda** qué petición era la suya (por su identidad, no por su nombre: otra `pedidos` es otra); y **decide una persona**. Por
ejemplo: «El inquilino se ha ido, pero sus cajas siguen dentro y el contrato está a su nombre. Retain quiere decir que nadie alquila el trastero hasta que una persona mira qué hay, lo guarda o lo tira, y rompe el contrato».

Y un matiz: volumen y petición no nacen enlazados, se escriben por separado y sin nombrarse. Es Kubernetes quien, al emparejarlos, anota en cada uno el otro; y en el volumen apunta además el identificador de la petición,
para que otra del mismo nombre no pueda pasar por ella.
""",
        en="""
A good answer says three things: the data **are still on the disk**; the volume **remembers** which claim was its own (by identity, not by name: another `pedidos` is another one); and **a person decides**. For
example: "The tenant has gone, but the boxes are inside and the contract is in that name. Retain means that nobody lets the storeroom until a person looks at what is there, keeps it or throws it away, and tears up the contract."

And a nuance: volume and claim are not born linked; they are written apart and name each other nowhere. It is Kubernetes that, on matching them, notes in each of them the other; and in the volume also the claim's identifier,
so that another of the same name cannot pass for it.
""",
    ),
)  # fmt: skip
