// Written by scripts/tables.mjs; do not edit.

/** A line for each country: its codes and its names. Those of a line with ! beat others. */
export const countryNames = String.raw`
AC;ASC;Ascension Island;Ascension;Île de l’Ascension;Isla de la Ascensión;Isola Ascensione;Ilha de Ascensão
AD;AND;Andorra;Andorre
AE;ARE;United Arab Emirates;Vereinigte Arabische Emirate;Émirats arabes unis;Emiratos Árabes Unidos;Emirati Arabi Uniti;Emirados Árabes Unidos
AF;AFG;Afghanistan;Afganistán;Afeganistão
AG;ATG;Antigua & Barbuda;Antigua and Barbuda;Antigua und Barbuda;Antigua-et-Barbuda;Antigua y Barbuda;Antigua e Barbuda;Antígua e Barbuda
AI;AIA;Anguilla;Anguila
AL;ALB;Albania;Albanien;Albanie;Albânia
AM;ARM;Armenia;Armenien;Arménie;Armênia;Arménia
AO;AGO;Angola
AR;ARG;Argentina;Argentinien;Argentine
AS;ASM;American Samoa;Amerikanisch-Samoa;Samoa américaines;Samoa Americana;Samoa americane
AT;AUT;Austria;Österreich;Autriche;Áustria
AU;AUS;Australia;Australien;Australie;Austrália
AW;ABW;Aruba
AX;ALA;Åland Islands;Ålandinseln;Îles Åland;Islas Åland;Isole Åland;Ilhas Aland;Alanda
AZ;AZE;Azerbaijan;Aserbaidschan;Azerbaïdjan;Azerbaiyán;Azerbaigian;Azerbaijão
BA;BIH;Bosnia & Herzegovina;Bosnia and Herzegovina;Bosnien und Herzegowina;Bosnie-Herzégovine;Bosnia y Herzegovina;Bosnia ed Erzegovina;Bósnia e Herzegovina
BB;BRB;Barbados;Barbade
BD;BGD;Bangladesh;Bangladesch;Bangladés;Bangladeche
BE;BEL;Belgium;Belgien;Belgique;Bélgica;Belgio
BF;BFA;Burkina Faso;Burquina Faso
BG;BGR;Bulgaria;Bulgarien;Bulgarie;Bulgária
BH;BHR;Bahrain;Bahreïn;Baréin;Bahrein;Barém
BI;BDI;Burundi
BJ;BEN;Benin;Bénin;Benín;Benim
BL;BLM;St. Barthélemy;Saint Barthélemy;Saint-Barthélemy;San Bartolomé;São Bartolomeu
BM;BMU;Bermuda;Bermudes;Bermudas
BN;BRN;Brunei;Brunei Darussalam;Brunéi Darussalam;Brunéi
BO;BOL;Bolivia;Bolivien;Bolivie;Bolívia
BQ;BES;Caribbean Netherlands;Bonaire, Sint Eustatius und Saba;Pays-Bas caribéens;Caribe neerlandés;Caraibi olandesi;Países Baixos Caribenhos
BR;BRA;Brazil;Brasilien;Brésil;Brasil;Brasile
BS;BHS;Bahamas;Baamas
BT;BTN;Bhutan;Bhoutan;Bután;Butão
BW;BWA;Botswana;Botsuana
BY;BLR;Belarus;Biélorussie;Bielorrusia;Bielorussia;Bielorrússia
BZ;BLZ;Belize;Belice
CA;CAN;Canada;Kanada;Canadá
CC;CCK;Cocos (Keeling) Islands;Cocos;Kokosinseln;Îles Cocos;Islas Cocos;Isole Cocos (Keeling);Isole Cocos;Ilhas Cocos (Keeling);Ilhas Cocos;Ilhas dos Cocos (Keeling);Ilhas dos Cocos
CD;COD;Congo - Kinshasa;Kongo-Kinshasa;Congo-Kinshasa;República Democrática del Congo
CF;CAF;Central African Republic;Zentralafrikanische Republik;République centrafricaine;República Centroafricana;Repubblica Centrafricana;República Centro-Africana
CG;COG;Congo - Brazzaville;Kongo-Brazzaville;Congo-Brazzaville;República del Congo
CH;CHE;Switzerland;Schweiz;Suisse;Suiza;Svizzera;Suíça
CI;CIV;Côte d’Ivoire;Costa d’Avorio;Costa do Marfim;Côte d’Ivoire (Costa do Marfim)
CK;COK;Cook Islands;Cookinseln;Îles Cook;Islas Cook;Isole Cook;Ilhas Cook
CL;CHL;Chile;Chili;Cile
CM;CMR;Cameroon;Kamerun;Cameroun;Camerún;Camerun;Camarões
CN;CHN;China;Chine;Cina
CO;COL;Colombia;Kolumbien;Colombie;Colômbia
CR;CRI;Costa Rica
CU;CUB;Cuba;Kuba
CV;CPV;Cape Verde;Cabo Verde;Cap-Vert;Capo Verde
CW;CUW;Curaçao;Curazao;Curaçau
CX;CXR;Christmas Island;Weihnachtsinsel;Île Christmas;Isla de Navidad;Isola Christmas;Ilha Christmas;Ilha do Natal
CY;CYP;Cyprus;Zypern;Chypre;Chipre;Cipro
CZ;CZE;Czechia;Tschechien;Tchéquie;Chequia;Cechia;Tchéquia;Chéquia
DE;DEU;Germany;Deutschland;Allemagne;Alemania;Germania;Alemanha
DJ;DJI;Djibouti;Dschibuti;Yibuti;Gibuti;Djibuti;Jibuti
DK;DNK;Denmark;Dänemark;Danemark;Dinamarca;Danimarca
DM;DMA;Dominica;Dominique;Domínica
DO;DOM;Dominican Republic;Dominikanische Republik;République dominicaine;República Dominicana;Repubblica Dominicana
DZ;DZA;Algeria;Algerien;Algérie;Argelia;Argélia
EC;ECU;Ecuador;Équateur;Equador
EE;EST;Estonia;Estland;Estonie;Estônia;Estónia
EG;EGY;Egypt;Ägypten;Égypte;Egipto;Egitto;Egito
EH;ESH;Western Sahara;Westsahara;Sahara occidental;Sáhara Occidental;Sahara occidentale;Saara Ocidental;Sara Ocidental
ER;ERI;Eritrea;Érythrée;Eritreia
ES;ESP;Spain;Spanien;Espagne;España;Spagna;Espanha
ET;ETH;Ethiopia;Äthiopien;Éthiopie;Etiopía;Etiopia;Etiópia
FI;FIN;Finland;Finnland;Finlande;Finlandia;Finlândia
FJ;FJI;Fiji;Fidschi;Fidji;Fiyi;Figi
FK;FLK;Falkland Islands;Falklandinseln;Îles Malouines;Islas Malvinas;Isole Falkland;Ilhas Malvinas;Ilhas Falkland
FM;FSM;Micronesia;Mikronesien;États fédérés de Micronésie;Micronésia
FO;FRO;Faroe Islands;Färöer;Îles Féroé;Islas Feroe;Isole Fær Øer;Ilhas Faroe;Ilhas Faroé
FR;FRA;France;Frankreich;Francia;França
GA;GAB;Gabon;Gabun;Gabón;Gabão
GB;GBR;United Kingdom;Vereinigtes Königreich;Royaume-Uni;Reino Unido;Regno Unito
GD;GRD;Grenada;Grenade;Granada
GE;GEO;Georgia;Georgien;Géorgie;Geórgia
GF;GUF;French Guiana;Französisch-Guayana;Guyane française;Guayana Francesa;Guyana francese;Guiana Francesa
GG;GGY;Guernsey;Guernesey
GH;GHA;Ghana;Gana
GI;GIB;Gibraltar;Gibilterra
GL;GRL;Greenland;Grönland;Groenland;Groenlandia;Groenlândia;Gronelândia
GM;GMB;Gambia;Gambie;Gâmbia
GN;GIN;Guinea;Guinée;Guiné
GP;GLP;Guadeloupe;Guadalupe;Guadalupa
GQ;GNQ;Equatorial Guinea;Äquatorialguinea;Guinée équatoriale;Guinea Ecuatorial;Guinea Equatoriale;Guiné Equatorial
GR;GRC;Greece;Griechenland;Grèce;Grecia;Grécia
GT;GTM;Guatemala
GU;GUM;Guam;Guame
GW;GNB;Guinea-Bissau;Guinée-Bissau;Guinea-Bisáu;Guiné-Bissau
GY;GUY;Guyana;Guiana
HK;HKG;Hong Kong SAR China;Sonderverwaltungsregion Hongkong;R.A.S. chinoise de Hong Kong;RAE de Hong Kong (China);RAE de Hong Kong;RAS di Hong Kong;Hong Kong, RAE da China
HN;HND;Honduras
HR;HRV;Croatia;Kroatien;Croatie;Croacia;Croazia;Croácia
HT;HTI;Haiti;Haïti;Haití
HU;HUN;Hungary;Ungarn;Hongrie;Hungría;Ungheria;Hungria
ID;IDN;Indonesia;Indonesien;Indonésie;Indonésia
IE;IRL;Ireland;Irland;Irlande;Irlanda
IL;ISR;Israel;Israël;Israele
IM;IMN;Isle of Man;Île de Man;Isla de Man;Isola di Man;Ilha de Man
IN;IND;India;Indien;Inde;Índia
IO;IOT;British Indian Ocean Territory;Britisches Territorium im Indischen Ozean;Territoire britannique de l’océan Indien;Territorio Británico del Océano Índico;Territorio britannico dell’Oceano Indiano;Território Britânico do Oceano Índico
IQ;IRQ;Iraq;Irak;Iraque
IR;IRN;Iran;Irán;Irã;Irão
IS;ISL;Iceland;Island;Islande;Islandia;Islanda;Islândia
IT;ITA;Italy;Italien;Italie;Italia;Itália
JE;JEY;Jersey
JM;JAM;Jamaica;Jamaika;Jamaïque;Giamaica
JO;JOR;Jordan;Jordanien;Jordanie;Jordania;Giordania;Jordânia
JP;JPN;Japan;Japon;Japón;Giappone;Japão
KE;KEN;Kenya;Kenia;Quênia;Quénia
KG;KGZ;Kyrgyzstan;Kirgisistan;Kirghizistan;Kirguistán;Quirguistão
KH;KHM;Cambodia;Kambodscha;Cambodge;Camboya;Cambogia;Camboja
KI;KIR;Kiribati;Quiribati;Quiribáti
KM;COM;Comoros;Komoren;Comores;Comoras;Comore
KN;KNA;St. Kitts & Nevis;St. Kitts and Nevis;Saint Kitts & Nevis;St. Kitts und Nevis;Saint Kitts und Nevis;Saint-Christophe-et-Niévès;San Cristóbal y Nieves;Saint Kitts e Nevis;São Cristóvão e Névis;São Cristóvão e Neves
KP;PRK;North Korea;Nordkorea;Corée du Nord;Corea del Norte;Corea del Nord;Coreia do Norte
KR;KOR;South Korea;Südkorea;Corée du Sud;Corea del Sur;Corea del Sud;Coreia do Sul
KW;KWT;Kuwait;Koweït;Koweit
KY;CYM;Cayman Islands;Kaimaninseln;Îles Caïmans;Islas Caimán;Isole Cayman;Ilhas Cayman;Ilhas Caimão
KZ;KAZ;Kazakhstan;Kasachstan;Kazajistán;Kazakistan;Cazaquistão
LA;LAO;Laos
LB;LBN;Lebanon;Libanon;Liban;Líbano;Libano
LC;LCA;St. Lucia;Saint Lucia;Sainte-Lucie;Santa Lucía;Santa Lúcia
LI;LIE;Liechtenstein;Listenstaine
LK;LKA;Sri Lanka;Sri Lanca
LR;LBR;Liberia;Libéria
LS;LSO;Lesotho;Lesoto
LT;LTU;Lithuania;Litauen;Lituanie;Lituania;Lituânia
LU;LUX;Luxembourg;Luxemburg;Luxemburgo;Lussemburgo
LV;LVA;Latvia;Lettland;Lettonie;Letonia;Lettonia;Letônia;Letónia
LY;LBY;Libya;Libyen;Libye;Libia;Líbia
MA;MAR;Morocco;Marokko;Maroc;Marruecos;Marocco;Marrocos
MC;MCO;Monaco;Mónaco;Mônaco
MD;MDA;Moldova;Republik Moldau;Moldavie;Moldavia;Moldávia
ME;MNE;Montenegro;Monténégro
MF;MAF;St. Martin;Saint Martin;Saint-Martin;San Martín;São Martinho
MG;MDG;Madagascar;Madagaskar;Madagáscar
MH;MHL;Marshall Islands;Marshallinseln;Îles Marshall;Islas Marshall;Isole Marshall;Ilhas Marshall
MK;MKD;Macedonia;Mazedonien;Macédoine;Repubblica di Macedonia;Macedônia;Macedónia
ML;MLI;Mali
MM;MMR;Myanmar (Burma);Myanmar;Myanmar (Birmanie);Myanmar (Birmania);Mianmar (Birmânia);Mianmar
MN;MNG;Mongolia;Mongolei;Mongolie;Mongólia
MO;MAC;Macau SAR China;Sonderverwaltungsregion Macau;R.A.S. chinoise de Macao;RAE de Macao (China);RAE de Macao;RAS di Macao;Macau, RAE da China
MP;MNP;Northern Mariana Islands;Nördliche Marianen;Îles Mariannes du Nord;Islas Marianas del Norte;Isole Marianne settentrionali;Ilhas Marianas do Norte
MQ;MTQ;Martinique;Martinica
MR;MRT;Mauritania;Mauretanien;Mauritanie;Mauritânia
MS;MSR;Montserrat;Monserrate
MT;MLT;Malta;Malte
MU;MUS;Mauritius;Maurice;Mauricio;Maurício;Maurícia
MV;MDV;Maldives;Malediven;Maldivas;Maldive
MW;MWI;Malawi;Malaui;Maláui
MX;MEX;Mexico;Mexiko;Mexique;México;Messico
MY;MYS;Malaysia;Malaisie;Malasia;Malásia
MZ;MOZ;Mozambique;Mosambik;Mozambico;Moçambique
NA;NAM;Namibia;Namibie;Namíbia
NC;NCL;New Caledonia;Neukaledonien;Nouvelle-Calédonie;Nueva Caledonia;Nuova Caledonia;Nova Caledônia;Nova Caledónia
NE;NER;Niger;Níger
NF;NFK;Norfolk Island;Norfolkinsel;Île Norfolk;Isla Norfolk;Isola Norfolk;Ilha Norfolk
NG;NGA;Nigeria;Nigéria
NI;NIC;Nicaragua;Nicarágua
NL;NLD;Netherlands;Niederlande;Pays-Bas;Países Bajos;Paesi Bassi;Holanda;Países Baixos
NO;NOR;Norway;Norwegen;Norvège;Noruega;Norvegia
NP;NPL;Nepal;Népal
NR;NRU;Nauru
NU;NIU;Niue;Niuê
NZ;NZL;New Zealand;Neuseeland;Nouvelle-Zélande;Nueva Zelanda;Nuova Zelanda;Nova Zelândia
OM;OMN;Oman;Omán;Omã
PA;PAN;Panama;Panamá
PE;PER;Peru;Pérou;Perú;Perù
PF;PYF;French Polynesia;Französisch-Polynesien;Polynésie française;Polinesia Francesa;Polinesia francese;Polinésia Francesa
PG;PNG;Papua New Guinea;Papua-Neuguinea;Papouasie-Nouvelle-Guinée;Papúa Nueva Guinea;Papua Nuova Guinea;Papua-Nova Guiné
PH;PHL;Philippines;Philippinen;Filipinas;Filippine
PK;PAK;Pakistan;Pakistán;Paquistão
PL;POL;Poland;Polen;Pologne;Polonia;Polônia;Polónia
PM;SPM;St. Pierre & Miquelon;St. Pierre and Miquelon;Saint Pierre & Miquelon;St. Pierre und Miquelon;Saint Pierre und Miquelon;Saint-Pierre-et-Miquelon;San Pedro y Miquelón;Saint-Pierre e Miquelon;São Pedro e Miquelão
PR;PRI;Puerto Rico;Porto Rico;Portorico
PS;PSE;Palestinian Territories;Palästinensische Autonomiegebiete;Territoires palestiniens;Territorios Palestinos;Territori palestinesi;Territórios palestinos;Territórios palestinianos
PT;PRT;Portugal;Portogallo
PW;PLW;Palau;Palaos
PY;PRY;Paraguay;Paraguai
QA;QAT;Qatar;Katar;Catar
RE;REU;Réunion;La Réunion;Reunión;Riunione;Reunião
RO;ROU;Romania;Rumänien;Roumanie;Rumanía;Romênia;Roménia
RS;SRB;Serbia;Serbien;Serbie;Sérvia
RU;RUS;Russia;Russland;Russie;Rusia;Rússia
RW;RWA;Rwanda;Ruanda
SA;SAU;Saudi Arabia;Saudi-Arabien;Arabie saoudite;Arabia Saudí;Arabia Saudita;Arábia Saudita
SB;SLB;Solomon Islands;Salomonen;Îles Salomon;Islas Salomón;Isole Salomone;Ilhas Salomão
SC;SYC;Seychelles;Seychellen;Seicheles
SD;SDN;Sudan;Soudan;Sudán;Sudão
SE;SWE;Sweden;Schweden;Suède;Suecia;Svezia;Suécia
SG;SGP;Singapore;Singapur;Singapour;Singapura
SH;SHN;St. Helena;Saint Helena;Sainte-Hélène;Santa Elena;Sant’Elena;Santa Helena
SI;SVN;Slovenia;Slowenien;Slovénie;Eslovenia;Eslovênia;Eslovénia
SJ;SJM;Svalbard & Jan Mayen;Svalbard and Jan Mayen;Spitzbergen und Jan Mayen;Svalbard et Jan Mayen;Svalbard y Jan Mayen;Svalbard e Jan Mayen
SK;SVK;Slovakia;Slowakei;Slovaquie;Eslovaquia;Slovacchia;Eslováquia
SL;SLE;Sierra Leone;Sierra Leona;Serra Leoa
SM;SMR;San Marino;Saint-Marin;São Marinho
SN;SEN;Senegal;Sénégal
SO;SOM;Somalia;Somalie;Somália
SR;SUR;Suriname;Surinam
SS;SSD;South Sudan;Südsudan;Soudan du Sud;Sudán del Sur;Sud Sudan;Sudão do Sul
ST;STP;São Tomé & Príncipe;São Tomé and Príncipe;São Tomé und Príncipe;Sao Tomé-et-Principe;Santo Tomé y Príncipe;São Tomé e Príncipe
SV;SLV;El Salvador;Salvador
SX;SXM;Sint Maarten;Saint-Martin (partie néerlandaise);Saint-Martin;São Martinho (Sint Maarten);São Martinho
SY;SYR;Syria;Syrien;Syrie;Siria;Síria
SZ;SWZ;Swaziland;Swasiland;Suazilandia;Suazilândia
TA;TAA;Tristan da Cunha;Tristán de Acuña;Tristão da Cunha
TC;TCA;Turks & Caicos Islands;Turks and Caicos Islands;Turks- und Caicosinseln;Îles Turques-et-Caïques;Islas Turcas y Caicos;Isole Turks e Caicos;Ilhas Turks e Caicos;Ilhas Turcas e Caicos
TD;TCD;Chad;Tschad;Tchad;Ciad;Chade
TG;TGO;Togo
TH;THA;Thailand;Thaïlande;Tailandia;Thailandia;Tailândia
TJ;TJK;Tajikistan;Tadschikistan;Tadjikistan;Tayikistán;Tagikistan;Tadjiquistão;Tajiquistão
TK;TKL;Tokelau;Tokélaou;Toquelau
TL;TLS;Timor-Leste;Timor oriental;Timor Est
TM;TKM;Turkmenistan;Turkménistan;Turkmenistán;Turcomenistão;Turquemenistão
TN;TUN;Tunisia;Tunesien;Tunisie;Túnez;Tunísia
TO;TON;Tonga
TR;TUR;Turkey;Türkei;Turquie;Turquía;Turchia;Turquia
TT;TTO;Trinidad & Tobago;Trinidad and Tobago;Trinidad und Tobago;Trinité-et-Tobago;Trinidad y Tobago;Trinidad e Tobago;Trindade e Tobago
TV;TUV;Tuvalu
TW;TWN;Taiwan;Taïwan;Taiwán
TZ;TZA;Tanzania;Tansania;Tanzanie;Tanzânia
UA;UKR;Ukraine;Ucrania;Ucraina;Ucrânia
UG;UGA;Uganda;Ouganda
US;USA;United States;Vereinigte Staaten;États-Unis;Estados Unidos;Stati Uniti
UY;URY;Uruguay;Uruguai
UZ;UZB;Uzbekistan;Usbekistan;Ouzbékistan;Uzbekistán;Uzbequistão;Usbequistão
VA;VAT;Vatican City;Vatikanstadt;État de la Cité du Vatican;Ciudad del Vaticano;Città del Vaticano;Cidade do Vaticano
VC;VCT;St. Vincent & Grenadines;St. Vincent and Grenadines;Saint Vincent & Grenadines;St. Vincent und die Grenadinen;Saint Vincent und die Grenadinen;Saint-Vincent-et-les-Grenadines;San Vicente y las Granadinas;Saint Vincent e Grenadine;São Vicente e Granadinas
VE;VEN;Venezuela
VG;VGB;British Virgin Islands;Britische Jungferninseln;Îles Vierges britanniques;Islas Vírgenes Británicas;Isole Vergini Britanniche;Ilhas Virgens Britânicas
VI;VIR;U.S. Virgin Islands;Amerikanische Jungferninseln;Îles Vierges des États-Unis;Islas Vírgenes de EE. UU.;Isole Vergini Americane;Ilhas Virgens Americanas;Ilhas Virgens dos EUA
VN;VNM;Vietnam;Vietnã;Vietname
VU;VUT;Vanuatu
WF;WLF;Wallis & Futuna;Wallis and Futuna;Wallis und Futuna;Wallis-et-Futuna;Wallis y Futuna;Wallis e Futuna
WS;WSM;Samoa
XK;XKK;Kosovo
YE;YEM;Yemen;Jemen;Yémen;Iêmen;Iémen
YT;MYT;Mayotte;Maiote
ZA;ZAF;South Africa;Südafrika;Afrique du Sud;Sudáfrica;Sudafrica;África do Sul
ZM;ZMB;Zambia;Sambia;Zambie;Zâmbia
ZW;ZWE;Zimbabwe;Simbabwe;Zimbabue;Zimbábue;Zimbabué
!US;America;United States of America;Vereinigte Staaten von Amerika;États-Unis d'Amérique;Estados Unidos de América;Stati Uniti d'America;Estados Unidos da América;EE. UU.;EUA
!GB;UK;Great Britain;Britain;Großbritannien;Grande-Bretagne;Gran Bretaña;Gran Bretagna;Grã-Bretanha;England;Scotland;Wales;Northern Ireland;United Kingdom of Great Britain and Northern Ireland
!CZ;Czech Republic;Tschechische Republik;République tchèque;República Checa;Repubblica Ceca;República Tcheca
!NL;Holland;Hollande;Holanda;Olanda;The Netherlands
!TR;Türkiye
!SZ;Eswatini;Kingdom of Eswatini;Essuatíni
!MK;North Macedonia;Nordmazedonien;Macédoine du Nord;Macedonia del Norte;Macedonia del Nord;Macedônia do Norte;Macedónia do Norte;Macedonia, the former Yugoslav Republic of
!RU;Russian Federation;Russische Föderation
!KR;Korea, Republic of;Republic of Korea
!KP;Korea, Democratic People's Republic of
!VN;Viet Nam
!IR;Iran, Islamic Republic of
!SY;Syrian Arab Republic
!LA;Lao People's Democratic Republic
!BN;Brunei Darussalam
!BO;Bolivia, Plurinational State of
!VE;Venezuela, Bolivarian Republic of
!TZ;Tanzania, United Republic of
!MD;Moldova, Republic of;Republic of Moldova
!TW;Taiwan, Province of China
!PS;Palestine, State of;Palestine
!FM;Micronesia, Federated States of
!HK;Hong Kong;Hongkong
!MO;Macao;Macau
!VA;Holy See (Vatican City State);Holy See
!CD;Congo, the Democratic Republic of the;Democratic Republic of the Congo
!CV;Cabo Verde;Cape Verde
!CI;Ivory Coast;Elfenbeinküste
!FK;Falkland Islands (Malvinas)
!VG;Virgin Islands, British
!VI;Virgin Islands, U.S.
!MM;Burma
!TL;East Timor
!BY;Weißrussland;Biélorussie
!IE;Republic of Ireland
!BA;Bosnia
`
